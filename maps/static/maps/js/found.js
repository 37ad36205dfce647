// Where on the map lies what a search found: rings round all of it, whether it is drawn by itself or in a cluster.

import L from "./leaflet.js";

const NEAREST = 17;

export class Rings {
  /** @param {any} map */
  constructor(map) {
    this.map = map;
    this.rings = L.layerGroup([], /** @type {any} */ ({ interactive: false })).addTo(map);
  }

  /**
   * @param {Iterable<HTMLElement>} rows that say where they are
   * @param {number} covered of the map's foot, in pixels
   */
  show(rows, covered) {
    this.clear();
    const places = [...rows].flatMap(({ dataset: { lat, lon } }) =>
      lat && lon ? [L.latLng(Number(lat), Number(lon))] : [],
    );
    for (const place of places)
      this.rings.addLayer(L.circleMarker(place, { radius: 11, interactive: false, className: "ring" }));
    // What was not found steps back.
    this.map.getContainer().classList.toggle("has-found", places.length > 0);
    const bounds = L.latLngBounds(places);
    if (places.length && !this.map.getBounds().contains(bounds))
      this.map.fitBounds(bounds, {
        padding: [24, 24],
        paddingBottomRight: [24, covered + 24],
        maxZoom: NEAREST,
        animate: false,
      });
  }

  clear() {
    this.rings.clearLayers();
    this.map.getContainer().classList.remove("has-found");
  }
}

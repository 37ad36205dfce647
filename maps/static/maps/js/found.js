// Where on the map lies what a search found: the symbol of each in a ring, also where its layer is off or a cluster
// counts it.

import L from "./leaflet.js";

const NEAREST = 17;
/** Of a ring, in pixels. */
const SIZE = 32;

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
    const found = [...rows].flatMap((row) => {
      const { lat, lon } = row.dataset;
      return lat && lon ? [{ row, place: L.latLng(Number(lat), Number(lon)) }] : [];
    });
    const places = found.map(({ place }) => place);
    for (const { row, place } of found) this.rings.addLayer(ring(row, place));
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

  /** One more, that its layer may not draw: off, or filtered. @param {HTMLElement} card that says where it is */
  mark(card) {
    const { lat, lon } = card.dataset;
    if (lat && lon) this.rings.addLayer(ring(card, L.latLng(Number(lat), Number(lon))));
  }

  clear() {
    this.rings.clearLayers();
    this.map.getContainer().classList.remove("has-found");
  }
}

/** @param {HTMLElement} row @param {any} place */
function ring(row, place) {
  const symbol = /** @type {Element | undefined} */ (row.querySelector("svg.symbol")?.cloneNode(true));
  const icon = L.divIcon({ html: symbol ?? "", className: "ring", iconSize: [SIZE, SIZE] });
  return L.marker(place, { icon, interactive: false, keyboard: false });
}

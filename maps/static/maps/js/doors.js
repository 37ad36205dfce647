// The entrances of a place on the map, numbered as its card lists them for the person whose judgement is open there.

import L from "./leaflet.js";

/** Of a mark, in pixels. */
const SIZE = 24;

export class Doors {
  /** @param {any} map */
  constructor(map) {
    this.marks = L.layerGroup([], /** @type {any} */ ({ interactive: false })).addTo(map);
  }

  /** @param {Element | null} card none: nothing is open */
  show(card) {
    this.marks.clearLayers();
    const persons = [...(card?.querySelectorAll(".reasons > details") ?? [])];
    const person = persons.find((one) => /** @type {HTMLDetailsElement} */ (one).open) ?? persons[0];
    const doors = /** @type {NodeListOf<HTMLElement>} */ (person?.querySelectorAll("ol.doors > li") ?? []);
    for (const [place, door] of [...doors].entries()) {
      const { lat, lon, tone } = door.dataset;
      if (lat && lon) this.marks.addLayer(mark(place + 1, tone, L.latLng(Number(lat), Number(lon))));
    }
  }
}

/** @param {number} number @param {string | undefined} tone @param {any} place */
function mark(number, tone, place) {
  const icon = L.divIcon({ html: String(number), className: `door tone-${tone}`, iconSize: [SIZE, SIZE] });
  return L.marker(place, { icon, interactive: false, keyboard: false });
}

// The whole course or area of what was looked up while its layer is off: a street, a boundary.
import { ask } from "./connection.js";
import L from "./leaflet.js";

export class Outline {
  /** @param {any} map */
  constructor(map) {
    this.map = map;
    /** @type {any} the bounds of what is shown, if it is larger than a point */
    this.bounds = null;
    this.asked = 0;
  }

  /**
   * Show a feature whose layer does not draw it.
   * @param {{layer: string, id: number}} feature
   * @param {boolean} isDrawn whether its layer does
   */
  async show({ layer, id }, isDrawn) {
    this.hide();
    const question = this.asked;
    let found;
    try {
      const response = await ask(`/api/collections/${layer}/items/${id}`);
      found = response.ok ? await response.json() : null;
    } catch {
      return;
    }
    // A point is ringed where it lies (overlay.js): a pin would say that it is exact.
    if (question !== this.asked || !found?.geometry || found.geometry.type === "Point") return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
    const style = { color: colour, weight: 5, opacity: 0.75, fillOpacity: 0.06, interactive: false };
    const drawn = L.geoJSON(found, { style: () => style });
    if (!isDrawn) this.drawn = drawn.addTo(this.map);
    this.bounds = drawn.getBounds();
  }

  hide() {
    this.asked += 1;
    this.bounds = null;
    this.drawn?.remove();
  }
}

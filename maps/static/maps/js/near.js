// A place that the map is asked about: marked, with a circle of so many metres round it.
import L from "./leaflet.js";

/** Metres round a place at first: some minutes on foot. */
export const RADIUS = 500;

export class Near {
  /** @param {any} map @param {HTMLSelectElement} radius @param {HTMLElement} line that it stands in @param {(metres: number) => void} changed */
  constructor(map, radius, line, changed) {
    this.map = map;
    this.radius = radius;
    this.line = line;
    /** @type {any} the circle's, once a place is shown */
    this.bounds = null;
    radius.addEventListener("change", () => changed(Number(radius.value)));
  }

  /** @param {[number, number, number] | null} place longitude, latitude, metres */
  show(place) {
    this.drawn?.remove();
    this.line.hidden = !place;
    if (!place) return;
    const [lon, lat, metres] = place;
    this.#choose(metres);
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
    const circle = L.circle([lat, lon], {
      radius: metres,
      color: colour,
      weight: 2,
      dashArray: "2 6",
      fillOpacity: 0.05,
      interactive: false,
    });
    const centre = L.circleMarker([lat, lon], {
      radius: 7,
      color: "#fff",
      weight: 3,
      fillColor: colour,
      fillOpacity: 1,
      interactive: false,
    });
    this.drawn = L.layerGroup([circle, centre]).addTo(this.map);
    this.bounds = circle.getBounds();
  }

  /** @param {number} metres which may be none of the choices: an address may say any number */
  #choose(metres) {
    const known = [...this.radius.options].find((option) => Number(option.value) === metres);
    if (!known) this.radius.add(new Option(String(metres), String(metres)));
    this.radius.value = String(metres);
  }
}

// Measuring on the map, and an outline to ask about: corners by touch, by mouse, or by Enter in the middle of the map.
import L from "./leaflet.js";
import { area, crosses, length } from "./ruler.js";

/** As many corners as the server reads. */
const MOST = 200;

export class Drawing {
  /**
   * @param {any} map
   * @param {HTMLElement} bar what is measured, in words, and its buttons
   * @param {Record<string, string>} words
   * @param {{ask: (within: string) => void, number: (value: number) => string}} deeds
   */
  constructor(map, bar, words, { ask, number }) {
    this.map = map;
    this.bar = bar;
    this.words = words;
    this.number = number;
    /** @type {import("./ruler.js").Corner[]} */
    this.corners = [];
    this.output = /** @type {HTMLElement} */ (bar.querySelector("output"));
    bar.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (
        /** @type {Element} */ (event.target).closest("button")
      );
      if (button?.dataset.draw === "undo") this.#undo();
      else if (button?.dataset.draw === "close") this.close();
      else if (button?.dataset.draw === "ask") {
        const within = this.corners.map((corner) => corner.map((degrees) => degrees.toFixed(6)).join(","));
        this.close();
        ask(within.join(";"));
      }
    });
    const container = map.getContainer();
    container.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event), true);
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen() {
    return !this.bar.hidden;
  }

  open() {
    this.bar.hidden = false;
    this.map.getContainer().classList.add("is-drawing");
    this.map.doubleClickZoom.disable();
    this.#draw();
    this.map.getContainer().focus();
  }

  close() {
    if (!this.isOpen) return;
    this.bar.hidden = true;
    this.corners = [];
    this.drawn?.remove();
    this.map.getContainer().classList.remove("is-drawing");
    this.map.doubleClickZoom.enable();
    this.map.getContainer().focus();
  }

  /** @param {{lat: number, lng: number}} place */
  add({ lat, lng }) {
    if (this.corners.length < MOST) this.corners.push([lng, lat]);
    this.#draw();
  }

  #undo() {
    this.corners.pop();
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.isOpen) return;
    /** @type {Record<string, () => void>} */
    const deeds = {
      Enter: () => this.add(this.map.getCenter()),
      Backspace: () => this.#undo(),
      Escape: () => this.close(),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    // The map's own keys would walk from object to object.
    event.preventDefault();
    event.stopImmediatePropagation();
    deed();
  }

  #draw() {
    this.drawn?.remove();
    this.drawn = outline(this.corners).addTo(this.map);
    const isArea = this.corners.length > 2;
    const isCrossed = isArea && crosses(this.corners);
    this.output.textContent = this.#told(isArea, isCrossed);
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
      this.bar.querySelectorAll("[data-draw]")
    )) {
      if (button.dataset.draw === "undo") button.disabled = !this.corners.length;
      if (button.dataset.draw === "ask") button.disabled = !isArea || isCrossed;
    }
  }

  /** @param {boolean} isArea @param {boolean} isCrossed */
  #told(isArea, isCrossed) {
    if (this.corners.length < 2) return this.words[this.corners.length ? "drawNext" : "drawFirst"];
    const told = [`${this.words.distance} ${this.#metres(length(this.corners))}`];
    if (isCrossed) told.push(this.words.crossed);
    else if (isArea) told.push(`${this.words.area} ${this.#squares(area(this.corners))}`);
    return told.join(" · ");
  }

  /** @param {number} metres */
  #metres(metres) {
    return metres < 1000
      ? `${this.number(Math.round(metres))} ${this.words.metres}`
      : `${this.number(Math.round(metres / 10) / 100)} ${this.words.kilometres}`;
  }

  /** @param {number} metres square ones */
  #squares(metres) {
    if (metres < 10_000) return `${this.number(Math.round(metres))} ${this.words.squareMetres}`;
    return metres < 1e6
      ? `${this.number(Math.round(metres / 100) / 100)} ${this.words.hectares}`
      : `${this.number(Math.round(metres / 1e4) / 100)} ${this.words.squareKilometres}`;
  }
}

/** The area that is asked about, as long as it is. */
export class Within {
  /** @param {any} map */
  constructor(map) {
    this.map = map;
    /** @type {any} */
    this.bounds = null;
  }

  /** @param {string | undefined} words `longitude,latitude;…` */
  show(words) {
    this.drawn?.remove();
    this.bounds = null;
    const corners = (words ?? "").split(";").map((corner) => corner.split(",").map(Number));
    if (!words || corners.length < 3 || corners.flat().some(Number.isNaN)) return;
    this.drawn = outline(/** @type {import("./ruler.js").Corner[]} */ (corners)).addTo(this.map);
    this.bounds = this.drawn.getBounds();
  }
}

/** @param {import("./ruler.js").Corner[]} corners */
function outline(corners) {
  /** @type {any[]} */
  const places = corners.map(([lon, lat]) => [lat, lon]);
  const color = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const look = { color, weight: 3, dashArray: "6 6", fillOpacity: 0.08, interactive: false };
  const drawn = L.featureGroup(
    places.map((place) =>
      L.circleMarker(place, {
        radius: 5,
        color,
        weight: 2,
        fillColor: "#fff",
        fillOpacity: 1,
        interactive: false,
      }),
    ),
  );
  if (places.length > 2) drawn.addLayer(L.polygon(places, look));
  else if (places.length > 1) drawn.addLayer(L.polyline(places, look));
  return drawn;
}

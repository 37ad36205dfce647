// A map for the field: the base map and the objects that were taken along, and where one stands.

import L from "leaflet";
import { sheet } from "../../maps/js/ground.js";
import { shownLook } from "../../maps/js/look.js";
import { Symbols } from "../../maps/js/symbols.js";
import { catalogue, city, credits, database, fix, words } from "./app.js";
import { DEEPEST, taken } from "./archive.js";
import { walked } from "./walked.js";

const CLOSE = 17;
const SIZE = 24;
/** So many symbols are drawn: more than that nobody tells apart on a telephone. */
const MOST = 400;

export class Atlas {
  /**
   * @param {HTMLElement} root on the page already
   * @param {{place?: [number, number], chosen?: (known: import("./alike.js").Known) => void}} [how] longitude and latitude
   */
  constructor(root, { place, chosen } = {}) {
    const here = fix.place;
    const [longitude, latitude] = place ?? (here ? [here.longitude, here.latitude] : city.centre);
    this.chosen = chosen;
    this.isGone = false;
    this.symbols = new Symbols(catalogue);
    this.symbols.setLook(shownLook());
    this.map = L.map(root, { zoomControl: false, minZoom: 10, maxZoom: 20, zoomAnimation: false });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
    this.map.setView([latitude, longitude], CLOSE);
    this.objects = L.layerGroup().addTo(this.map);
    this.self = L.circle([latitude, longitude], { className: "self", interactive: false, radius: 1 });
    this.map.on("moveend", () => this.#draw());
    this.moved();
    this.#begin();
  }

  /** The middle of the map: longitude and latitude. @returns {[number, number]} */
  get middle() {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat];
  }

  get metresPerPixel() {
    const { lat } = this.map.getCenter();
    return (156_543.034 * Math.cos((lat * Math.PI) / 180)) / 2 ** this.map.getZoom();
  }

  /** The device has moved. */
  moved() {
    const here = fix.place;
    if (!here) return;
    this.self
      .setLatLng([here.latitude, here.longitude])
      .setRadius(Math.max(1, here.accuracy))
      .addTo(this.map);
  }

  /** Show where the device is. */
  follow() {
    const here = fix.place;
    if (here) this.map.setView([here.latitude, here.longitude], CLOSE);
  }

  remove() {
    this.isGone = true;
    this.map.remove();
  }

  /** Whoever leaves while it is being read from the device leaves nothing to be drawn on. */
  async #begin() {
    const [tiles, walks, known] = [await taken(), await walked(), await database.getAll("objects")];
    if (this.isGone) return;
    sheet(tiles, DEEPEST, shownLook(), credits).addTo(this.map);
    this.#walks(walks);
    this.known = known;
    this.#draw();
  }

  /** Streets that were walked: under the objects, and told apart from streets by dashes, too. */
  #walks(/** @type {Awaited<ReturnType<typeof walked>>} */ walks) {
    for (const { lines } of walks) {
      const places = lines.map((line) => line.map(([longitude, latitude]) => L.latLng(latitude, longitude)));
      const look = { className: "walked", interactive: false, weight: 5, dashArray: "2 8" };
      L.polyline(places, look).addTo(this.map);
    }
  }

  #draw() {
    if (!this.known) return;
    const bounds = this.map.getBounds().pad(0.1);
    const seen = this.known.filter(({ place }) => bounds.contains([place[1], place[0]])).slice(0, MOST);
    this.objects.clearLayers();
    for (const known of seen) this.objects.addLayer(this.#marker(known));
  }

  /** @param {import("./alike.js").Known} known */
  #marker(known) {
    const title = known.title || `№ ${known.id}`;
    const marker = L.marker([known.place[1], known.place[0]], {
      icon: L.divIcon({ className: "known", html: this.#symbol(known), iconSize: [44, 44] }),
      alt: title,
      title,
      keyboard: Boolean(this.chosen),
      interactive: Boolean(this.chosen),
    });
    marker.on("click", () => this.chosen?.(known));
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key === "Enter") this.chosen?.(known);
    });
    return marker;
  }

  /** @param {import("./alike.js").Known} known */
  #symbol(known) {
    const sprite = this.symbols.sprite(known.layer, known.state, SIZE);
    const canvas = document.createElement("canvas");
    canvas.width = sprite.width;
    canvas.height = sprite.height;
    canvas.getContext("2d")?.drawImage(sprite, 0, 0);
    return canvas;
  }
}

// A way, or what a person gets to, on the map. The page is whole without it.

import { ground } from "./ground.js";
import L from "./leaflet.js";
import { shownLook } from "./look.js";

/** The closest that a short way is shown. */
const NEAREST = 18;
/** Of a line in pixels, as the picture draws them (way/picture.py). */
const DASHES = { good: "", unknown: "1 9", hard: "12 8", barred: "4 6" };

/**
 * @typedef {object} Drawing what the server tells of a way, or of what can be reached
 * @property {{coordinates: [number, number][]}} [geometry]
 * @property {{state: keyof typeof DASHES, geometry: {coordinates: [number, number][]}}[]} [steps]
 * @property {{geometry: any}[]} [alternatives]
 * @property {{at: [number, number], said: string, measure: string}[]} [breaches]
 * @property {any} [outline]
 * @property {{at: [number, number], tone: string, path: string, title: string}[]} [dots]
 * @property {[number, number][]} [ends]
 */

const told = document.getElementById("drawing");
const root = document.getElementById("way-map");
if (told && root) show(JSON.parse(told.textContent ?? "{}"), root);

/** @param {Drawing} drawing @param {HTMLElement} root */
function show(drawing, root) {
  const all = L.featureGroup(parts(drawing));
  root.hidden = !all.getLayers().length;
  if (root.hidden) return;
  const { tiles, attribution } = JSON.parse(document.getElementById("ground")?.textContent ?? "{}");
  // The wheel and a finger scroll the page, which this map is a part of.
  const map = L.map(root, {
    scrollWheelZoom: false,
    dragging: !L.Browser.mobile,
    zoomControl: false,
    maxZoom: 20,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: root.dataset.zoomIn, zoomOutTitle: root.dataset.zoomOut }).addTo(map);
  map.fitBounds(all.getBounds(), {
    maxZoom: NEAREST,
    paddingTopLeft: [56, 24],
    paddingBottomRight: [24, 56],
  });
  all.addTo(map);
  ground(tiles, shownLook(), attribution).addTo(map);
  follow(map, drawing);
}

/** What is drawn, from below to above. @param {Drawing} drawing @returns {any[]} */
function parts({ outline, alternatives = [], geometry, steps = [], breaches = [], dots = [], ends = [] }) {
  const way = geometry?.coordinates ?? [];
  return [
    ...(outline ? [L.geoJSON(outline, { style: { className: "way-area", weight: 2 } })] : []),
    ...alternatives.map((other) => line(other.geometry.coordinates, "way-other", 4)),
    ...(way.length ? [line(way, "way-casing", 9)] : []),
    ...steps.map(({ state, geometry: own }) =>
      line(own.coordinates, `way-line is-${state}`, 5, DASHES[state]),
    ),
    ...dots.map(({ at, tone, path, title }) =>
      L.circleMarker(place(at), { radius: 6, weight: 2, className: `dot tone-${tone}` })
        .bindTooltip(title)
        .on("click", () => location.assign(path)),
    ),
    ...breaches.map(({ at, said, measure }) =>
      L.marker(place(at), { icon: mark(measure), keyboard: false, alt: "" }).bindTooltip(said),
    ),
    ...[way[0], ...ends].filter(Boolean).map((at) => end(at, "way-start")),
    ...way.slice(-1).map((at) => end(at, "way-end")),
  ];
}

/** @param {[number, number][]} places @param {string} className @param {number} weight @param {string} [dashArray] */
function line(places, className, weight, dashArray = "") {
  return L.polyline(places.map(place), { className, weight, dashArray, interactive: false });
}

/** @param {[number, number]} at @param {string} className */
function end(at, className) {
  return L.circleMarker(place(at), { radius: 8, weight: 3, className, interactive: false });
}

/** What bars the way is crossed out; what nobody has measured is a question. @param {string} measure */
function mark(measure) {
  return L.divIcon({ className: measure === "unknown" ? "way-question" : "way-cross", iconSize: [20, 20] });
}

/** @param {[number, number]} at longitude and latitude @returns {[number, number]} as Leaflet has it */
function place([longitude, latitude]) {
  return [latitude, longitude];
}

/** Each step shows where it is. @param {any} map @param {Drawing} drawing */
function follow(map, { steps = [] }) {
  /** @type {any} */
  let lit = null;
  const rows = [...document.querySelectorAll(".way-steps li")];
  for (const [number, row] of rows.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...row.childNodes);
    row.append(button);
    button.addEventListener("click", () => {
      lit?.remove();
      lit = line(steps[number].geometry.coordinates, "way-lit", 14).addTo(map);
      lit.bringToBack();
      map.fitBounds(lit.getBounds(), { maxZoom: NEAREST, padding: [48, 48] });
      for (const other of rows) other.firstElementChild?.removeAttribute("aria-current");
      button.setAttribute("aria-current", "step");
    });
  }
}

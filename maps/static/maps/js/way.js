// The way on the map, and what the device adds to its form: where one is, and for whom the map is judged. The page is
// whole without it.

import { ground } from "./ground.js";
import L from "./leaflet.js";
import { shownLook } from "./look.js";
import { keepPerson, keptPerson } from "./person.js";

/** The closest that a short way is shown. */
const NEAREST = 18;
/** Of a line in pixels, as the picture draws them (way/picture.py). */
const DASHES = { good: "", unknown: "1 9", hard: "12 8", barred: "4 6" };

/**
 * @typedef {object} Drawing what the server tells of a way, or of what can be reached
 * @property {{coordinates: [number, number][]}} [geometry]
 * @property {{state: keyof typeof DASHES, geometry: {coordinates: [number, number][]}}[]} [steps]
 * @property {{geometry: any}[]} [alternatives]
 * @property {{at: [number, number], said: string}[]} [breaches]
 * @property {any} [outline]
 * @property {{at: [number, number], tone: string, path: string, title: string}[]} [dots]
 * @property {[number, number][]} [ends]
 */

const persons = /** @type {HTMLSelectElement | null} */ (document.querySelector(".way-form [name=profile]"));
if (persons) {
  const kept = keptPerson();
  if (!persons.value && [...persons.options].some(({ value }) => value && value === kept))
    persons.value = kept;
  persons.addEventListener("change", () => keepPerson(persons.value));
}
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-here]")
)) {
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => begin(button));
}
const told = document.getElementById("drawing");
const root = document.getElementById("way-map");
if (told && root) show(JSON.parse(told.textContent ?? "{}"), root);

/** Begin where the device is: that is told to nobody but the map. @param {HTMLButtonElement} button */
function begin(button) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(String(button.dataset.here)));
  const failed = /** @type {HTMLElement} */ (button.parentElement?.querySelector("[data-here-failed]"));
  failed.hidden = button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      input.value = `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`;
      input.focus();
    },
    () => {
      failed.hidden = button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}

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
  map.fitBounds(all.getBounds(), { maxZoom: NEAREST, padding: [24, 24] });
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
    ...breaches.map(({ at, said }) =>
      L.marker(place(at), { icon: cross(), keyboard: false, alt: "" }).bindTooltip(said),
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

function cross() {
  return L.divIcon({ className: "way-cross", iconSize: [20, 20] });
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

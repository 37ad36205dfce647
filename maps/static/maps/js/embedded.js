// The map inside of another site's page: the same view, layers and filters, without panel and search. It knows nobody
// and tells the page around it only how high it likes to be.
import L from "leaflet";
import { anonymously, ask } from "./connection.js";
import { count } from "./counts.js";
import { ground } from "./ground.js";
import { shownLook } from "./look.js";
import { Overlay } from "./overlay.js";
import { question } from "./question.js";
import { Scale } from "./scale.js";
import { read, words, write } from "./state.js";
import { Strides } from "./strides.js";
import { Symbols } from "./symbols.js";

/** What the map likes to be: so much higher for its width, and between these, in pixels. */
const RATIO = 0.62;
const LOWEST = 240;
const HIGHEST = 560;
/** The least width that has room for the scale. */
const ROOMY = 480;
/** How near to an edge of the map an object may lie while its card is open, in pixels. */
const MARGIN = 24;
/** How long the map rests before its legend is counted, in milliseconds. */
const REST = 250;

anonymously();
const catalogue = JSON.parse(element("catalogue").textContent ?? "{}");
const state = read(new URLSearchParams(location.search), catalogue, catalogue.dropped);
const symbols = new Symbols(catalogue);
symbols.setLook(shownLook());
const map = L.map("map", {
  zoomControl: false,
  minZoom: 8,
  maxZoom: 20,
  // Whoever scrolls the page around it does not mean the map.
  scrollWheelZoom: false,
  zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
}).setView([state.view[1], state.view[2]], state.view[0]);
map.attributionControl.setPrefix(false);
if (innerWidth >= ROOMY) new Scale(catalogue.words).addTo(map);
ground(catalogue.ground.tiles, shownLook(), catalogue.ground.attribution).addTo(map);
const overlay = new Overlay(catalogue, symbols);
const object = element("object");
/** @type {Element | null} */
let cameFrom = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

overlay.on("drawn", (/** @type {any} */ event) => {
  if (!event.waiting) document.documentElement.dataset.ready = "true";
});
overlay.addTo(map);
overlay.show(
  state.layers,
  words(state),
  Object.fromEntries(Object.values(catalogue.layers).map((layer) => [layer.slug, layer.version])),
);
if (state.pick) open(state.pick, { focus: false });
new Strides(map, overlay, catalogue, symbols, { say, light: (one) => overlay.choose([one]), open });

map.on("click", (/** @type {any} */ event) => {
  const one = overlay.at(event.layerPoint);
  if (!one) close();
  else if (one.feature.values.n)
    map.setView(map.layerPointToLatLng([one.x, one.y]), Math.min(20, map.getZoom() + 2));
  else open({ layer: one.feature.layer, id: one.feature.id });
});
map.on("moveend", () => {
  const centre = map.getCenter();
  state.view = [map.getZoom(), centre.lat, centre.lng];
  /** @type {HTMLAnchorElement} */ (element("whole")).href = `/?${write(state, catalogue)}`;
  recount();
});
recount();
element("zoom-in").addEventListener("click", () => map.zoomIn());
element("zoom-out").addEventListener("click", () => map.zoomOut());
element("object-close").addEventListener("click", close);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const key = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".key[open]"));
  if (!key) return close();
  key.open = false;
  key.querySelector("summary")?.focus();
});
addEventListener("resize", tellHeight);
tellHeight();

/**
 * The card of one object.
 * @param {{layer: string, id: number}} feature
 * @param {{focus?: boolean}} [how] what opens by itself leaves the focus with the page around it
 */
async function open(feature, { focus = true } = {}) {
  cameFrom = document.activeElement;
  overlay.choose([feature]);
  const language = document.documentElement.lang;
  const body = element("object-body");
  try {
    const response = await ask(`/${feature.layer}/${feature.id}/?fragment=1&embed=1&lang=${language}`);
    if (!response.ok) throw new Error(String(response.status));
    const found = new DOMParser().parseFromString(await response.text(), "text/html").body;
    for (const link of found.querySelectorAll("a")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
    body.replaceChildren(...found.childNodes);
  } catch {
    body.textContent = catalogue.words.failed;
  }
  object.hidden = false;
  uncover(/** @type {HTMLElement | null} */ (body.querySelector("[data-lat]")));
  const title = /** @type {HTMLElement} */ (body.querySelector(".card-title") ?? element("object-close"));
  if (focus) title.focus();
}

function close() {
  if (object.hidden) return;
  object.hidden = true;
  overlay.choose([]);
  if (cameFrom instanceof HTMLElement) cameFrom.focus();
}

/** What the card tells of is not under the card. @param {HTMLElement | null} card */
function uncover(card) {
  if (!card) return;
  const [wide, high] = [object.offsetWidth, object.offsetHeight];
  const isBeside = wide < map.getSize().x;
  map.panInside([Number(card.dataset.lat), Number(card.dataset.lon)], {
    paddingTopLeft: [isBeside ? wide + 2 * MARGIN : MARGIN, MARGIN],
    paddingBottomRight: [MARGIN, isBeside ? MARGIN : high + MARGIN],
    animate: false,
  });
}

/** The legend counts what is in view. */
function recount() {
  clearTimeout(resting);
  resting = setTimeout(() => count(document, question(state, catalogue, map)), REST);
}

/** @param {string} said */
function say(said) {
  element("announcer").textContent = said;
}

function tellHeight() {
  if (parent === window) return;
  const height = Math.round(Math.max(LOWEST, Math.min(HIGHEST, innerWidth * RATIO)));
  // To whomever it may be: it is no secret.
  parent.postMessage({ type: "city-map:height", height }, "*");
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is missing`);
  return found;
}

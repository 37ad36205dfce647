// Where the page begins: the catalogue, the state from the address, the map, the panel; and who tells whom.
import L from "leaflet";
import { Card } from "./card.js";
import { Choosing } from "./choosing.js";
import { knock, retry, watch } from "./connection.js";
import { count, number } from "./counts.js";
import { Doors } from "./doors.js";
import { Drawing, Within } from "./drawing.js";
import { Figures } from "./figures.js";
import { Rings } from "./found.js";
import { ground } from "./ground.js";
import "./handing.js";
import { Layers } from "./layers.js";
import { List } from "./list.js";
import { Look, shownLook } from "./look.js";
import { menu } from "./menu.js";
import { Near, RADIUS } from "./near.js";
import { stay } from "./offline.js";
import { Outline } from "./outline.js";
import { Overlay } from "./overlay.js";
import { Past } from "./past.js";
import { addressOfPerson, isPersonNew, keepPerson, tellNext } from "./person.js";
import { question } from "./question.js";
import { keep } from "./recent.js";
import { Saying } from "./saying.js";
import { Scale } from "./scale.js";
import { Search } from "./search.js";
import { Share } from "./share.js";
import { Sheet } from "./sheet.js";
import { areShortcutsOn, offerShortcuts } from "./shortcuts.js";
import { asksArea, drop, near, PANELS, read, THEMES, words, write } from "./state.js";
import { Strides } from "./strides.js";
import { Symbols } from "./symbols.js";
import { tabs } from "./tabs.js";
import { canKeep, dayOf, visit } from "./visits.js";

document.documentElement.dataset.started = "true";
const persons = /** @type {HTMLSelectElement | null} */ (document.getElementById("profile"));
const mine = addressOfPerson(
  location.search,
  [...(persons?.options ?? [])].map(({ value }) => value).filter(Boolean),
);
// Who goes back to the map as it is for everybody, sees that.
const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
if (mine && navigator.onLine && arrival?.type !== "back_forward") location.replace(mine);
/** From this zoom on nothing is counted in clusters; the zooms that show an object, and a settlement. */
const APART = 16;
const CLOSE = 17;
/** What lies nearer to the sheet than this, in pixels, is hidden by the names of the sources. */
const MARGIN = 56;
/** A location that is known less exactly, in metres, is none to look round from. */
const ROUGH = 2000;
/** The device's answer where somebody does not let it tell where they are. */
const REFUSED = 1;
const PLACE = 14;
const title = document.title;
/** Whether the first view has been told: what follows was asked for. */
let isAnswered = false;
/** The view that a card, or what was found, was opened from. @type {[number, number, number] | null} */
let cameFrom = null;
/** What is picked out of the list: it stays marked on the map. @type {any[]} */
let picked = [];
const catalogue = JSON.parse(element("catalogue").textContent ?? "{}");
const state = read(new URLSearchParams(location.search), catalogue, catalogue.dropped);
const symbols = new Symbols(catalogue);
/** @type {Record<string, number>} */
const versions = Object.fromEntries(
  Object.values(catalogue.layers).map((layer) => [layer.slug, layer.version]),
);

const map = L.map("map", {
  zoomControl: false,
  minZoom: 8,
  maxZoom: 20,
  zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
}).setView([state.view[1], state.view[2]], state.view[0]);
// Named before anything is drawn: what stands at the foot of the map stays where it is.
map.attributionControl.setPrefix(false).addAttribution(catalogue.ground.attribution);
// One line where there is little room; touched, or with the focus, all of it.
/** @type {HTMLElement} */ (map.attributionControl.getContainer()).tabIndex = 0;
new Scale(catalogue.words).addTo(map);
const overlay = new Overlay(catalogue, symbols);
const saying = new Saying(element("announcer"), element("message"));
const sheet = new Sheet(element("panel"), element("grip"), element("grip-words"));
/** @type {any} */
let paper = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pending;

const card = new Card(element("card"), element("browse"), catalogue.words, {
  back: () => choose(null, { back: true }),
  again: () => (state.pick ? choose(state.pick, { quiet: true }) : find(state.find)),
});
const list = new List(element("list"), element("chips"), catalogue.words, {
  light,
  choose,
  more: refresh,
  again,
  drop: (word) => {
    if (word === "profile") return choosePerson("");
    drop(state, word);
    layers.render();
    changed();
  },
});
new Choosing(element("list"), element("pick"), element("picked"), catalogue.words, {
  light: (features) => {
    picked = features;
    light(null);
  },
  show: (byLayer) => {
    state.layers = [...byLayer.keys()];
    for (const [layer, numbers] of byLayer) state.filters.set(layer, new Map([["ids", numbers]]));
    layers.render();
    changed();
  },
  number,
});
element("list").addEventListener("click", (event) => {
  if (!(/** @type {Element} */ (event.target).closest("[data-city]"))) return;
  for (const word of ["near", "within", "beside"]) state.shared.delete(word);
  go([catalogue.city.centre[1], catalogue.city.centre[0]], catalogue.city.zoom);
  changed();
});
const figures = new Figures(element("charts"), catalogue.words);
const layers = new Layers(element("browse"), state, catalogue, changed);
const order = /** @type {HTMLSelectElement} */ (element("order"));
const surroundings = new Near(
  map,
  /** @type {HTMLSelectElement} */ (element("radius")),
  element("radius-line"),
  (metres) => {
    const place = near(state);
    if (place) ask(place[0], place[1], metres);
  },
);
const outline = new Outline(map);
const within = new Within(map);
const rings = new Rings(map);
const doors = new Doors(map);
const drawing = new Drawing(map, element("drawing"), catalogue.words, {
  ask: (corners) => {
    state.shared.set("within", corners);
    state.panel = "list";
    showPanel(PANELS.indexOf(state.panel));
    sheet.raise();
    close();
    changed();
    map.fitBounds(within.bounds, { paddingBottomRight: [0, covered()], animate: false });
  },
  number,
});
const past = new Past(
  /** @type {HTMLDialogElement} */ (element("past-dialog")),
  element("past"),
  catalogue.words,
  (day) => {
    if (day) state.shared.set("as_of", day);
    else state.shared.delete("as_of");
    close();
    changed();
  },
);
const look = new Look(/** @type {HTMLDialogElement} */ (element("look-dialog")), applyLook);
const share = new Share(/** @type {HTMLDialogElement} */ (element("share-dialog")));
new Strides(map, overlay, catalogue, symbols, { say: (said) => saying.aloud(said), light, open: choose });
new Search(
  element("search"),
  catalogue.words,
  (said) => saying.aloud(said),
  (hit) => {
    state.find = "";
    if (hit.finds) {
      Object.assign(state, { find: hit.finds, pick: null });
      remember(true);
      return find(hit.finds);
    }
    if (hit.asks) return begin(new URLSearchParams(hit.asks));
    if (hit.shows) {
      layers.switchOn(hit.shows);
      return saying.shown(`${hit.kind}: ${hit.title}`);
    }
    if (hit.centre && !isInCity(hit.centre)) return saying.shown(catalogue.words.outside);
    if (hit.centre && hit.address) return ask(hit.centre[0], hit.centre[1], RADIUS);
    if (catalogue.layers[hit.layer]) return choose({ layer: hit.layer, id: hit.id }, { there: true });
    // A place without a card of its own on the map: a settlement.
    if (hit.centre) go([hit.centre[1], hit.centre[0]], PLACE);
    saying.aloud(hit.title);
  },
  person(),
);

const narrow = matchMedia("(max-width: 760px) and (orientation: portrait), (max-width: 480px)");
const showPanel = tabs(element("tabs"), (chosen) => {
  state.panel = PANELS[chosen];
  remember(true);
  figures.load(question(state, catalogue, map));
});
showPanel(PANELS.indexOf(state.panel));
order.value = state.order;
start();

map.on("moveend", () => {
  const centre = map.getCenter();
  state.view = [map.getZoom(), centre.lat, centre.lng];
  remember(false);
  refresh();
});
map.on("click", (/** @type {any} */ event) => {
  if (drawing.isOpen) return drawing.add(event.latlng);
  const one = overlay.at(event.layerPoint);
  if (!one) choose(null);
  else if (one.feature.values.n) {
    // Back leads out again.
    remember(true);
    go(map.layerPointToLatLng([one.x, one.y]), Math.min(20, map.getZoom() + 2));
  } else choose({ layer: one.feature.layer, id: one.feature.id });
});
map.on("mousemove", hover);
map.on("mouseout", () => hint(null));

element("zoom-in").addEventListener("click", () => map.zoomIn());
element("zoom-out").addEventListener("click", () => map.zoomOut());
element("locate").addEventListener("click", locate);
menu(element("menu-button"), element("menu"), deed);
// What is reported lies most likely in view.
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
  document.querySelectorAll("[data-report]")
)) {
  link.addEventListener("click", () => {
    link.search = `at=${new URLSearchParams(write(state, catalogue)).get("at")}`;
  });
}
persons?.addEventListener("change", () => choosePerson(persons.value));
order.addEventListener("change", () => {
  state.order = order.value;
  remember(true);
  refresh();
});
element("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = /** @type {HTMLInputElement} */ (element("search-input")).value.trim();
  if (!text) return;
  if (!state.pick && !state.find) cameFrom = [...state.view];
  keep({ title: text, kind: catalogue.words.lookedFor, finds: text });
  Object.assign(state, { find: text, pick: null });
  remember(true);
  find(text);
});
element("card").addEventListener("toggle", () => doors.show(element("card")), true);
element("card").addEventListener("click", (event) => {
  const asks = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest("[data-asks]")
  );
  if (asks) {
    event.preventDefault();
    return begin(new URLSearchParams(asks.dataset.asks));
  }
  const row = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest(".result[data-id]")
  );
  if (row && !event.defaultPrevented && catalogue.layers[row.dataset.layer ?? ""]) {
    event.preventDefault();
    return choose({ layer: row.dataset.layer ?? "", id: Number(row.dataset.id) }, { there: true });
  }
  if (/** @type {Element} */ (event.target).closest("[data-share]")) return share.open();
  const asked = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest("[data-near]")
  );
  if (!asked) return;
  const [lon, lat] = (asked.dataset.near ?? "").split(",").map(Number);
  ask(lon, lat, RADIUS);
});
for (const preset of document.querySelectorAll("[data-preset]"))
  preset.addEventListener("click", (event) => {
    event.preventDefault();
    const place = near(state);
    begin(new URL(/** @type {HTMLAnchorElement} */ (preset).href).searchParams);
    if (!(/** @type {HTMLElement} */ (preset).hasAttribute("data-asks-place"))) return;
    if (place) return ask(...place);
    saying.shown(catalogue.words.whichStreet);
    element("search-input").focus();
  });
element("unkept").hidden = canKeep();
const before = visit(dayOf(new Date()));
if (before) offerNews(before);
addEventListener("keydown", shortcut);
offerShortcuts(/** @type {HTMLInputElement} */ (element("shortcuts")));
watch((isLost) => {
  element("offline").hidden = !isLost;
  if (isLost) return void knock();
  refresh();
  card.retry();
});
stay(catalogue.words, element("offline-words"), element("newer"));
element("retry").addEventListener("click", again);
addEventListener("popstate", () => {
  // A window that lies over the map was opened last: Back takes it away, and nothing beneath it.
  const over = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"));
  if (over) {
    over.close();
    return history.forward();
  }
  Object.assign(state, read(new URLSearchParams(location.search), catalogue, catalogue.dropped));
  look.show(state.theme);
  map.setView([state.view[1], state.view[2]], state.view[0], { animate: false });
  layers.render();
  showPanel(PANELS.indexOf(state.panel));
  order.value = state.order;
  show();
  refresh();
  if (state.pick) choose(state.pick, { quiet: true });
  else if (state.find) find(state.find);
  else close();
});

/** The panel is seen and answers before the map is drawn, and between the steps of that. */
async function start() {
  await turn();
  applyLook();
  await turn();
  overlay.on("drawn", (/** @type {any} */ event) => {
    if (!event.waiting) document.documentElement.dataset.ready = "true";
    element("not-saved").hidden = !event.waiting;
  });
  overlay.addTo(map);
  await turn();
  show();
  await turn();
  if (state.pick) choose(state.pick, { quiet: true, there: !state.placed });
  else if (state.find) find(state.find);
  else showArea();
  refresh();
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked && asked !== catalogue.language && !navigator.onLine) saying.shown(catalogue.words.otherLanguage);
  if (persons && isPersonNew()) tellPerson(persons);
}

/** Where one was when somebody else was chosen, and what follows. @param {HTMLSelectElement} chooser */
function tellPerson(chooser) {
  chooser.focus({ preventScroll: true });
  saying.aloud(catalogue.words.judgedFor.replace("{person}", chooser.selectedOptions[0]?.text ?? ""));
}

/** Whoever follows a link to an area sees it, also where the sheet covers the middle of the view that was shared; and
 * to what is chosen by number or by day, sees that. */
function showArea() {
  const { bounds } = near(state) ? surroundings : within;
  if (bounds && asksArea(state) && !(state.placed && isSeen(bounds.getCenter())))
    map.fitBounds(bounds, { paddingBottomRight: [0, covered()], animate: false });
  else if (!bounds && catalogue.extent) showExtent(catalogue.extent);
}

/** @param {number[]} box west, south, east, north */
function showExtent([west, south, east, north]) {
  const bounds = L.latLngBounds([south, west], [north, east]);
  map.fitBounds(bounds, { paddingBottomRight: [0, covered()], maxZoom: CLOSE, animate: false });
}

/** The word of whom everything is judged for. @returns {Record<string, string>} */
function person() {
  return catalogue.profile ? { profile: catalogue.profile } : {};
}

function turn() {
  return new Promise((begin) => setTimeout(begin));
}

/** Draw above the others what the pointer or the focus is on, beside what is picked. */
/** @param {{layer: string, id: number} | null} feature */
function light(feature) {
  overlay.choose([...picked, state.pick, feature]);
}

/** What changed since the last visit, as one of the questions. @param {string} day */
function offerNews(day) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById("since"));
  if (!link?.parentElement) return;
  const shown = new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, {
    day: "numeric",
    month: "long",
  });
  link.href += `${day}..`;
  link.textContent = catalogue.words.newSince.replace("{date}", shown);
  link.parentElement.hidden = false;
  link.closest("ul")?.prepend(link.parentElement);
}

/** Ask for everything that could not be had. */
function again() {
  retry();
  refresh();
}

/** The layers or filters are others than before. */
function changed() {
  remember(true);
  show();
  refresh();
}

function show() {
  overlay.show(state.layers, words(state), versions);
  surroundings.show(near(state));
  within.show(state.shared.get("within"));
  past.show(state.shared.get("as_of"));
  layers.lead(own());
  for (const preset of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("[data-preset]")
  ))
    mark(preset);
}

/** What the address says of the page itself, and not of the map. */
function own() {
  const said = new URLSearchParams(write(state, catalogue));
  return new URLSearchParams([...said].filter(([name]) => name === "lang" || name === "theme"));
}

/** Whether it is this question that the map answers. @param {HTMLAnchorElement} preset */
function mark(preset) {
  const asked = read(new URL(preset.href).searchParams, catalogue);
  const isAsked = String([asked.layers, words(asked)]) === String([state.layers, words(state)]);
  if (isAsked) preset.setAttribute("aria-current", "true");
  else preset.removeAttribute("aria-current");
}

/** Ask for all that is so near to a place, and show it in the list. @param {number} lon @param {number} lat @param {number} metres */
function ask(lon, lat, metres) {
  state.shared.set("near", `${lon.toFixed(5)},${lat.toFixed(5)},${metres}`);
  Object.assign(state, { pick: null, find: "", panel: "list" });
  showPanel(PANELS.indexOf(state.panel));
  close();
  changed();
  map.fitBounds(surroundings.bounds, { paddingBottomRight: [0, covered()], animate: false });
}

/** Whom the map is judged for is written into the whole page: it is asked for anew. @param {string} profile */
function choosePerson(profile) {
  keepPerson(profile);
  tellNext();
  if (profile) state.shared.set("profile", profile);
  else state.shared.delete("profile");
  // What was chosen of another person's classes is not asked of this one.
  for (const filters of state.filters.values())
    for (const name of [...filters.keys()]) if (name.startsWith("for_")) filters.delete(name);
  const first = profile ? "fit" : "near";
  if (["fit", "near"].includes(state.order)) state.order = first;
  location.assign(`${location.pathname}?${write(state, { ...catalogue, profile })}`);
}

/** Another question: its layers and filters, in the same view. @param {URLSearchParams} params */
function begin(params) {
  params.set("at", state.view.join("/"));
  const person = params.get("profile");
  if (person && person !== catalogue.profile) return location.assign(`/?${params}`);
  const { layers: on, filters, shared, panel, order: sorted } = read(params, catalogue);
  Object.assign(state, { layers: on, filters, shared, pick: null, find: "" });
  if (params.has("order")) order.value = state.order = sorted;
  if (params.has("view")) {
    state.panel = panel;
    showPanel(PANELS.indexOf(panel));
  }
  close();
  layers.render();
  changed();
}

/**
 * Open a feature's card, or go back to the list.
 * @param {{layer: string, id: number} | null} feature
 * @param {{quiet?: boolean, there?: boolean, back?: boolean}} [how] quiet: the address says so already; there: go where
 *   it is; back: to where one came from
 */
async function choose(feature, how = {}) {
  if (!feature) {
    // From a card back to what was found, and from there to the list.
    const isBack = state.pick && state.find;
    if (how.back && cameFrom && !isBack)
      map.setView([cameFrom[1], cameFrom[2]], cameFrom[0], { animate: false });
    if (state.pick || state.find) {
      Object.assign(state, { pick: null, find: isBack ? state.find : "" });
      remember(true);
    }
    return isBack ? find(state.find) : close();
  }
  // Who looked a place up wants to be there, also when its card is closed.
  if (!state.pick && !state.find) cameFrom = how.quiet || how.there ? null : [...state.view];
  state.pick = { layer: feature.layer, id: feature.id };
  if (!how.quiet) remember(true);
  light(null);
  hint(null);
  sheet.open(true);
  const day = state.shared.get("as_of");
  const shown = await card.show(feature, { ...(day ? { as_of: day } : {}), ...person() });
  if (!shown) return;
  document.title = [shown.title, title].filter(Boolean).join(" · ");
  saying.aloud(catalogue.words.chosen.replace("{title}", shown.title));
  if (!shown.centre) return;
  const isDrawn = state.layers.includes(feature.layer) && !words(state, [feature.layer]).length;
  doors.show(element("card"));
  if (!isDrawn) rings.mark(/** @type {HTMLElement} */ (element("card").querySelector("article")));
  await outline.show(feature, state.layers.includes(feature.layer));
  // Who went on meanwhile is not called back.
  if (state.pick?.layer !== feature.layer || state.pick.id !== feature.id) return;
  if (!outline.bounds) {
    state.pick = { ...state.pick, centre: shown.centre };
    light(null);
  }
  if (outline.bounds && (how.there || !isSeen(shown.centre) || !map.getBounds().contains(outline.bounds)))
    map.fitBounds(outline.bounds, { paddingBottomRight: [0, covered()], maxZoom: APART, animate: false });
  else if (how.there || !isSeen(shown.centre)) go(shown.centre, Math.max(map.getZoom(), CLOSE));
  // What a cluster counts is seen by itself from this zoom on.
  else if (!overlay.shows(feature) && !overlay.waiting) go(shown.centre, Math.max(map.getZoom(), APART));
}

/** What a text finds, in the place of the list. @param {string} text */
async function find(text) {
  close();
  sheet.open(true);
  const centre = map.getCenter();
  const [lon, lat] = near(state) ?? [centre.lng, centre.lat];
  const said = await card.found(text, { near: `${lon.toFixed(5)},${lat.toFixed(5)}`, ...person() });
  if (!said) return;
  document.title = [said, title].join(" · ");
  const rows = element("card").querySelectorAll(".result");
  saying.aloud(`${said}. ${catalogue.words.found.replace("{count}", number(rows.length))}`);
  rings.show(element("card").querySelectorAll(".result[data-lat]"), covered());
}

/**
 * Go to a place: the middle of what the sheet leaves free of the map.
 * @param {any} place @param {number} zoom
 */
function go(place, zoom) {
  const middle = map.project(place, zoom).add([0, covered() / 2]);
  map.setView(map.unproject(middle, zoom), zoom);
}

/** Whether a place is on the map and not under the sheet. @param {any} place */
function isSeen(place) {
  const free = map.getSize().y - covered() - MARGIN;
  return map.getBounds().contains(place) && map.latLngToContainerPoint(place).y < free;
}

/** How much of the map's foot the sheet covers, in pixels; as if it were half open where it hides the map. */
function covered() {
  return narrow.matches ? Math.min(sheet.height, map.getSize().y / 2) : 0;
}

function close() {
  light(null);
  outline.hide();
  rings.clear();
  doors.show(null);
  document.title = title;
  sheet.open(false);
  card.close();
}

/** @param {boolean} step whether the Back button should undo it */
function remember(step) {
  const words = write(state, catalogue);
  const address = `${location.pathname}?${words}`;
  // Another language shows the same.
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll(".languages a")
  )) {
    const params = new URLSearchParams(words);
    params.set("lang", link.hreflang);
    link.search = String(params);
  }
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Ask for the list, the counts and the figures of the present view, once the map rests. */
function refresh() {
  clearTimeout(pending);
  pending = setTimeout(async () => {
    const params = question(state, catalogue, map);
    figures.load(params);
    const asked = new URLSearchParams(params);
    const centre = map.getCenter();
    if (!asked.has("near")) asked.set("near", `${centre.lng.toFixed(6)},${centre.lat.toFixed(6)}`);
    asked.set("order", state.order);
    const matched = await list.load(asked);
    if (matched !== null) {
      const told = asksArea(state) ? catalogue.words.inArea : catalogue.words.inView;
      sheet.say(told.replace("{count}", number(matched)));
      element("list-count").textContent = number(matched);
      // Who has just opened the page has not asked; who reads a card hears of it.
      if (isAnswered && !state.pick && !state.find) saying.aloud(list.said);
      isAnswered = true;
    } else if (element("offline").hidden === false) {
      element("list-count").textContent = "";
    }
    layers.zoomed(map.getZoom());
    // All layers are counted, also those that are off: one column of numbers has one meaning.
    const all = new URLSearchParams([...params, ...words(state).filter(([name]) => !params.has(name))]);
    all.set("layers", Object.keys(catalogue.layers).join(","));
    const fresh = await count(element("browse"), all);
    if (fresh && Object.entries(fresh).some(([slug, version]) => versions[slug] !== version)) {
      Object.assign(versions, fresh);
      show();
    }
  }, 250);
}

/** @param {any} event */
function hover(event) {
  const one = overlay.at(event.layerPoint);
  const feature = one?.feature;
  map.getContainer().style.cursor = feature ? "pointer" : "";
  light(feature?.id ? { layer: feature.layer, id: feature.id } : null);
  list.light(feature?.id ? `${feature.layer}/${feature.id}` : "");
  hint(feature, event.originalEvent);
}

/** @param {any} feature @param {MouseEvent} [event] */
function hint(feature, event) {
  const tip = element("tip");
  tip.hidden = !feature || !event;
  if (!feature || !event) return;
  const layer = catalogue.layers[feature.layer];
  const field = layer.legend.field;
  tip.textContent = feature.values.n
    ? `${layer.title} · ${catalogue.words.cluster.replace("{count}", number(feature.values.n))}`
    : [
        layer.one,
        field && symbols.entry(feature.layer, String(feature.values[field] ?? "")).title,
        feature.values.restricted && catalogue.words.restricted,
      ]
        .filter(Boolean)
        .join(" · ");
  tip.style.left = `${event.clientX}px`;
  tip.style.top = `${event.clientY}px`;
}

/** What is near me: my place is asked of the device, and told to nobody but the list. */
function locate() {
  const { words: say, city } = catalogue;
  map.locate({ enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  map.once("locationfound", (/** @type {any} */ { latlng, accuracy }) => {
    if (!isInCity([latlng.lng, latlng.lat])) return saying.shown(say.farAway.replace("{city}", city.name));
    if (accuracy > ROUGH)
      return saying.shown(say.tooRough.replace("{km}", number(Math.round(accuracy / 1000))));
    ask(latlng.lng, latlng.lat, Math.max(RADIUS, Math.ceil(accuracy / 100) * 100));
    saying.shown(say.here.replace("{metres}", String(Math.round(accuracy))));
  });
  map.once("locationerror", (/** @type {any} */ { code }) =>
    saying.shown(code === REFUSED ? say.locateRefused : say.locateFailed),
  );
}

/** Whether a place lies in the city or not far from it. @param {[number, number]} place longitude and latitude */
function isInCity([longitude, latitude]) {
  const [west, south, east, north] = catalogue.city.bounds;
  return L.latLngBounds([south, west], [north, east]).pad(0.5).contains([latitude, longitude]);
}

/** @param {string} name of a deed of the menu */
function deed(name) {
  if (name === "share") share.open();
  else if (name === "look") look.open();
  else if (name === "measure") measure();
  else if (name === "past") past.open();
  else if (name === "keys") /** @type {HTMLDialogElement} */ (element("keys-dialog")).showModal();
}

function measure() {
  close();
  sheet.lower();
  drawing.open();
}

/** @param {KeyboardEvent} event */
function shortcut(event) {
  // The browser would print the panel; what is meant is the map.
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyP") {
    event.preventDefault();
    return /** @type {HTMLElement} */ (document.querySelector("[data-deed=print]")).click();
  }
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.closest("input:not([type=checkbox]), select, textarea, dialog[open]");
  if (isTyping || !areShortcutsOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  // Signs as they are typed, letters by the place of the key, so that they work on the Ukrainian layout, too.
  const deeds = {
    "?": () => deed("keys"),
    "/": () => element("search-input").focus(),
    KeyL: () => {
      element("tab-list").click();
      const first = /** @type {HTMLElement | null} */ (element("list").querySelector(".result-link"));
      (first ?? element("tab-list")).focus();
    },
    KeyM: () => element("map").focus(),
    KeyD: () => (drawing.isOpen ? drawing.close() : measure()),
    KeyN: () => ask(map.getCenter().lng, map.getCenter().lat, RADIUS),
  };
  const pressed = event.key in deeds ? event.key : event.code;
  const done = deeds[/** @type {keyof typeof deeds} */ (pressed)];
  if (!done) return;
  event.preventDefault();
  done();
}

function applyLook() {
  const chosen = document.documentElement.dataset.theme ?? "auto";
  if (state.theme !== chosen && THEMES.includes(chosen)) {
    state.theme = chosen;
    // A look that was chosen is a deed that Back undoes; the one that the page begins with is not.
    remember(Boolean(paper));
    layers.lead(own());
  }
  symbols.setLook(shownLook());
  const old = paper;
  paper = ground(catalogue.ground.tiles, shownLook(), catalogue.ground.attribution);
  paper.addTo(map);
  old?.remove();
  if (overlay._map) overlay._update();
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

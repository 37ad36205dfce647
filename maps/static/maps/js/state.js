// The state of the page is its address: sharing a map is copying it. The server reads the same grammar (page/state.py).

/**
 * @typedef {object} State
 * @property {[number, number, number]} view zoom, latitude, longitude
 * @property {string[]} layers slugs that are on
 * @property {Map<string, Map<string, string>>} filters layer → word → value
 * @property {Map<string, string>} shared words that narrow all layers: text, place, outline, days
 * @property {{layer: string, id: number, centre?: [number, number]} | null} pick and where it lies, once that is known
 * @property {string} find what was searched for, as long as the panel shows what was found
 * @property {string} panel what the panel shows: layers, list or charts
 * @property {string} order of the list
 * @property {string} language of the page
 * @property {string} theme that was chosen: auto, light, dark, contrast
 * @property {boolean} placed whether the address says where to look
 */

const VIEW = "at";
const LAYERS = "layers";
const PICK = "pick";
const PANEL = "view";
const ORDER = "order";
export const PANELS = ["layers", "list", "charts"];
export const THEMES = ["auto", "light", "dark", "contrast"];
const ORDERS = ["near", "fit", "new", "name"];
/** Words that narrow all layers. */
const SHARED = ["q", "near", "within", "beside", "changed", "as_of", "profile"];
/** Words of a form of one layer, which name no layer. */
const BARE = /^[a-z]\w*$/;

/**
 * @param {URLSearchParams} params
 * @param {any} catalogue
 * @param {string[]} [dropped] words of the page's own address that the server could not understand
 * @returns {State}
 */
export function read(params, catalogue, dropped = []) {
  for (const word of dropped) params.delete(word);
  const slugs = Object.keys(catalogue.layers);
  const named = params.get(LAYERS);
  const layers =
    named === null
      ? slugs.filter((slug) => catalogue.layers[slug].shown)
      : named.split(",").filter((slug) => slugs.includes(slug));
  return {
    view: readView(params.get(VIEW), catalogue.city),
    layers,
    filters: readFilters(params, slugs, layers),
    shared: readShared(params, catalogue),
    find: params.get("find") ?? "",
    pick: readPick(params.get(PICK), slugs),
    panel: oneOf(PANELS, params.get(PANEL)),
    order: params.has(ORDER) ? oneOf(ORDERS, params.get(ORDER)) : firstOrder(catalogue),
    language: catalogue.language,
    theme: oneOf(THEMES, params.get("theme")),
    placed: params.has(VIEW),
  };
}

/**
 * @param {State} state
 * @param {any} catalogue
 * @returns {string} the query string; what is as at first is left out
 */
export function write(state, catalogue) {
  const params = new URLSearchParams();
  const first = Object.keys(catalogue.layers).filter((slug) => catalogue.layers[slug].shown);
  if (state.layers.join() !== first.join()) params.set(LAYERS, state.layers.join(","));
  for (const [name, value] of words(state)) params.set(name, value);
  const [zoom, lat, lon] = state.view;
  params.set(VIEW, `${zoom}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  if (state.panel !== PANELS[0]) params.set(PANEL, state.panel);
  if (state.order !== firstOrder(catalogue)) params.set(ORDER, state.order);
  if (state.language !== catalogue.firstLanguage) params.set("lang", state.language);
  if (state.theme !== THEMES[0]) params.set("theme", state.theme);
  if (state.find) params.set("find", state.find);
  if (state.pick) params.set(PICK, `${state.pick.layer}/${state.pick.id}`);
  // Slashes and commas are allowed in a query, and easier to read.
  return params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3B", ";");
}

/**
 * The filters as words of the address: `kiosks.permit_state=expired`, `near=37.6,48.8,500`.
 * @param {State} state
 * @param {string[]} [layers] only of these
 * @returns {[string, string][]}
 */
export function words(state, layers) {
  /** @type {[string, string][]} */
  const found = [...state.shared];
  for (const [slug, filters] of state.filters) {
    if (layers && !layers.includes(slug)) continue;
    for (const [name, value] of filters) if (value) found.push([`${slug}.${name}`, value]);
  }
  return found;
}

/**
 * @param {State} state
 * @param {string} layer
 * @param {string} name
 * @param {string} value empty to take the filter away
 */
export function setFilter(state, layer, name, value) {
  const filters = state.filters.get(layer) ?? new Map();
  if (value) filters.set(name, value);
  else filters.delete(name);
  state.filters.set(layer, filters);
}

/**
 * Take one word of the address away, of a layer or of all.
 * @param {State} state
 * @param {string} word
 */
export function drop(state, word) {
  const dot = word.indexOf(".");
  if (dot < 0) state.shared.delete(word);
  else setFilter(state, word.slice(0, dot), word.slice(dot + 1), "");
}

/**
 * The place that the map is asked about: longitude, latitude, and metres around it.
 * @param {State} state
 * @returns {[number, number, number] | null}
 */
export function near(state) {
  const parts = (state.shared.get("near") ?? "").split(",").map(Number);
  return parts.length === 3 && parts.every(Number.isFinite) ? [parts[0], parts[1], parts[2]] : null;
}

/** Whether an area is asked about, and not what is in view. @param {State} state */
export function asksArea(state) {
  return Boolean(near(state) || state.shared.get("within") || state.shared.get("beside"));
}

/** @param {string[]} known @param {string | null} asked */
function oneOf(known, asked) {
  return asked !== null && known.includes(asked) ? asked : known[0];
}

/** Whom the page was written for decides, and not what an address asks of a page that was kept. */
/** @param {URLSearchParams} params @param {any} catalogue */
function readShared(params, catalogue) {
  const found = new Map(
    SHARED.flatMap((name) => (params.get(name) ? [[name, String(params.get(name))]] : [])),
  );
  if (catalogue.profile) found.set("profile", catalogue.profile);
  else found.delete("profile");
  return found;
}

/** The order of a list where none is chosen: who has a profile wants to know first what suits. @param {any} catalogue */
function firstOrder(catalogue) {
  return catalogue.profile ? "fit" : "near";
}

/** @param {string | null} text @param {any} city @returns {[number, number, number]} */
function readView(text, city) {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number);
  const sound = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? [Math.round(zoom), lat, lon] : [city.zoom, city.centre[1], city.centre[0]];
}

/** @param {URLSearchParams} params @param {string[]} slugs @param {string[]} layers those that are on */
function readFilters(params, slugs, layers) {
  const filters = new Map();
  for (const [name, value] of params) {
    const [slug, word] = filterOf(name, layers);
    if (!slugs.includes(slug) || !value) continue;
    if (!filters.has(slug)) filters.set(slug, new Map());
    const before = filters.get(slug).get(word);
    filters.get(slug).set(word, before ? `${before},${value}` : value);
  }
  return filters;
}

/** The layer and the word that a parameter is meant for: a form of one layer names none. */
/** @param {string} name @param {string[]} layers @returns {[string, string]} */
function filterOf(name, layers) {
  const dot = name.indexOf(".");
  if (dot > 0) return [name.slice(0, dot), name.slice(dot + 1)];
  const isOwn = [
    VIEW,
    LAYERS,
    PICK,
    PANEL,
    ORDER,
    "shown",
    "lang",
    "theme",
    "embed",
    "find",
    ...SHARED,
  ].includes(name);
  return layers.length === 1 && !isOwn && BARE.test(name) ? [layers[0], name] : ["", ""];
}

/** @param {string | null} text @param {string[]} slugs */
function readPick(text, slugs) {
  const [layer, id] = (text ?? "").split("/");
  return slugs.includes(layer) && /^\d{1,15}$/.test(id ?? "") ? { layer, id: Number(id) } : null;
}

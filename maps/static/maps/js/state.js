// The state of the page is its address: sharing a map is copying it. The server reads the same grammar (page/state.py).

/**
 * @typedef {object} State
 * @property {[number, number, number]} view zoom, latitude, longitude
 * @property {string[]} layers slugs that are on
 * @property {Map<string, Map<string, string>>} filters layer → word → value
 * @property {{layer: string, id: number} | null} pick
 * @property {boolean} list whether the panel shows the list
 * @property {boolean} placed whether the address says where to look
 */

const VIEW = "at";
const LAYERS = "layers";
const PICK = "pick";
const PANEL = "view";
const LIST = "list";

/**
 * @param {URLSearchParams} params
 * @param {any} catalogue
 * @returns {State}
 */
export function read(params, catalogue) {
  const slugs = Object.keys(catalogue.layers);
  const named = params.get(LAYERS);
  return {
    view: readView(params.get(VIEW), catalogue.city),
    layers:
      named === null
        ? slugs.filter((slug) => catalogue.layers[slug].shown)
        : named.split(",").filter((slug) => slugs.includes(slug)),
    filters: readFilters(params, slugs),
    pick: readPick(params.get(PICK), slugs),
    list: params.get(PANEL) === LIST,
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
  if (state.list) params.set(PANEL, LIST);
  if (state.pick) params.set(PICK, `${state.pick.layer}/${state.pick.id}`);
  // Slashes and commas are allowed in a query, and easier to read.
  return params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
}

/**
 * The filters as words of the address: `kiosks.permit_state=expired`.
 * @param {State} state
 * @param {string[]} [layers] only of these
 * @returns {[string, string][]}
 */
export function words(state, layers) {
  /** @type {[string, string][]} */
  const found = [];
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

/** @param {string | null} text @param {any} city @returns {[number, number, number]} */
function readView(text, city) {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number);
  const sound = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? [Math.round(zoom), lat, lon] : [city.zoom, city.centre[1], city.centre[0]];
}

/** @param {URLSearchParams} params @param {string[]} slugs */
function readFilters(params, slugs) {
  const filters = new Map();
  for (const [name, value] of params) {
    const dot = name.indexOf(".");
    const slug = name.slice(0, dot);
    if (dot < 0 || !slugs.includes(slug) || !value) continue;
    if (!filters.has(slug)) filters.set(slug, new Map());
    filters.get(slug).set(name.slice(dot + 1), value);
  }
  return filters;
}

/** @param {string | null} text @param {string[]} slugs */
function readPick(text, slugs) {
  const [layer, id] = (text ?? "").split("/");
  return slugs.includes(layer) && /^\d{1,15}$/.test(id ?? "") ? { layer, id: Number(id) } : null;
}

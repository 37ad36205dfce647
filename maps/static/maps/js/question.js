// What the server is asked about the present view: for the list, the counts and the figures alike.

import { asksArea, words } from "./state.js";

/**
 * The words of the present view; layers that are not drawn at this zoom are left out. Who asks about a circle or an
 * outline is answered for the whole of it, however much of it the screen shows.
 * @param {import("./state.js").State} state
 * @param {any} catalogue
 * @param {any} map
 */
export function question(state, catalogue, map) {
  const seen = state.layers.filter((slug) => catalogue.layers[slug].zooms[0] <= map.getZoom());
  const params = new URLSearchParams(words(state, seen));
  params.set("layers", seen.join(","));
  if (asksArea(state)) return params;
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  params.set("bbox", box.map((degrees) => Math.max(-180, Math.min(180, degrees)).toFixed(6)).join(","));
  return params;
}

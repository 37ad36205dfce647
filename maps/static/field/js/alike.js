// «Is it this one?»: objects of the same kind close by, before another one is saved. Works without a connection.

import { metres } from "./position.js";

/** So many are shown: more than that nobody compares. */
const MOST = 5;

/**
 * @typedef {{survey: string, layer: string, id: number, place: [number, number], version: string, title: string,
 *   state: string, due: string | null, inspected: string | null, known: Record<string, any>}} Known an object that was
 *   taken along; the day that it is due, and that it was inspected last
 */

/**
 * The objects within so many metres of a place, or as far as the place may be off; the nearest first.
 * @param {Known[]} objects
 * @param {import("./position.js").Reading} place
 * @param {number} within metres
 * @returns {{object: Known, metres: number}[]}
 */
export function alike(objects, place, within) {
  const reach = Math.max(within, place.accuracy);
  return nearest(objects, place)
    .filter((found) => found.metres <= reach)
    .slice(0, MOST);
}

/**
 * @param {Known[]} objects
 * @param {{longitude: number, latitude: number}} place
 * @returns {{object: Known, metres: number}[]} all of them by distance
 */
export function nearest(objects, place) {
  return objects
    .map((object) => ({
      object,
      metres: metres({ longitude: object.place[0], latitude: object.place[1] }, place),
    }))
    .sort((one, other) => one.metres - other.metres);
}

// Streets that were walked, as one asks for them in the field: the nearest ones, and when last.

import { metres } from "./position.js";

/** So many streets are told of: the nearest ones. */
const MOST = 10;
/** Metres: what lies farther away is not near. */
const NEAR = 500;

/**
 * @typedef {{observation: string, street: string, on: string, by: string, lines: [number, number][][]}} Stretch of a street;
 *   what was walked by this device and is not matched with a street yet has none
 */

/**
 * The streets near a place, each with the last day on which it was walked; the nearest first.
 * @param {Stretch[]} stretches @param {{longitude: number, latitude: number}} here
 * @returns {(Stretch & {metres: number})[]}
 */
export function latest(stretches, here) {
  const last = new Map();
  for (const one of stretches) {
    const far = Math.min(
      ...one.lines.flat().map(([longitude, latitude]) => metres({ longitude, latitude }, here)),
    );
    const before = last.get(one.street);
    const on = before && before.on > one.on ? before : one;
    last.set(one.street, { ...on, metres: Math.min(far, before?.metres ?? far) });
  }
  return [...last.values()]
    .filter((one) => one.metres <= NEAR)
    .sort((one, other) => one.metres - other.metres)
    .slice(0, MOST);
}

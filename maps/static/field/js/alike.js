// «Is it this one?»: objects of the same kind close by, before another one is saved. Works without a connection.

import { metres } from "./position.js";

/** So many are shown: more than that nobody compares. */
const MOST = 5;

/**
 * @typedef {{survey: string, layer: string, id: number, place: [number, number], version: string, title: string,
 *   state: string, due: string | null, inspected: string | null, missing?: string | null,
 *   picture?: import("./pictures.js").Picture | null, known: Record<string, any>,
 *   last?: Record<string, any>, isDisputed?: boolean, audit?: {id: number, isMine: boolean, mine?: string},
 *   facts?: Record<string, any>, parts?: {id: number, name: string, kind: string, facts: Record<string, any>,
 *   inspected: string | null, last: Record<string, any>}[]}} Known an object that was taken along; the day that it is due, and that it was
 *   inspected last; `last`: what the last statement about it answered, but for what others say and is in dispute; `audit`: the last audit of a place, with one's own
 *   word about it
 */

/**
 * The questions that come first with what is chosen most round here before the rest: one of twenty buttons is found at
 * once.
 * @param {import("./form.js").Question[]} questions @param {Known[]} objects @returns {import("./form.js").Question[]}
 */
export function byUse(questions, objects) {
  return questions.map((question) => {
    if (!question.first || !question.choices) return question;
    const used = (/** @type {{value: string}} */ { value }) =>
      objects.filter(({ known }) => known[question.name] === value).length;
    return { ...question, choices: [...question.choices].sort((one, other) => used(other) - used(one)) };
  });
}

/**
 * What this device has added and the register does not tell yet, as something that another one is compared with.
 * @param {import("./store.js").Row} row @param {{slug: string, layer: string}} survey
 * @returns {Known | null} null for what is no such addition, or has an object by now
 */
export function asKnown({ title, message, answer }, { slug, layer }) {
  const [longitude, latitude] = beginOf(message.position);
  if (message.deed !== "add" || message.survey !== slug || !Number.isFinite(longitude)) return null;
  const told = { version: "", state: "", due: null, inspected: null, known: message.answers };
  const name = message.answers.name || title;
  return {
    ...{ survey: slug, layer, id: answer?.feature?.id ?? 0 },
    ...{ place: [longitude, latitude], title: name, ...told },
  };
}

/** Where something is, or begins. @param {any} position */
function beginOf(position) {
  return position?.geometry?.coordinates[0] ?? [position?.longitude, position?.latitude];
}

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

// Until when an object is to be looked at again, in words and by tone.

import { words } from "./app.js";
import { make } from "./make.js";
import { dayOf } from "./parts.js";

const DAY = 86_400_000;
/** A deadline is near from so many days before. */
export const NEAR = 30;

/**
 * Days until an object is due; less than none: overdue; null: nothing is due.
 * @param {import("./alike.js").Known} known @param {Date} [now]
 */
export function daysLeft(known, now = new Date()) {
  return known.due ? Math.ceil((Date.parse(known.due) - now.getTime()) / DAY) : null;
}

/** @param {import("./alike.js").Known} known @returns {Node} */
export function due(known) {
  if (known.missing) return make("strong", {}, words.missingSince.replace("{date}", dayOf(known.missing)));
  const left = daysLeft(known);
  const seen = known.inspected
    ? words.inspected.replace("{date}", dayOf(known.inspected))
    : words.neverInspected;
  if (left === null) return make("span", {}, seen);
  const said = (left < 0 ? words.overdue : words.due).replace("{date}", dayOf(String(known.due)));
  const tone = left < 0 ? "bad" : left <= NEAR ? "warning" : "good";
  return make("span", {}, make("strong", { class: `tone-text-${tone}` }, said), ` · ${seen}`);
}

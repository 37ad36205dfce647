// The inspector's day: what is assigned and what is due round here, in an order of short walking.

import { nearest } from "../alike.js";
import { database, fix, surveys, whereSoever, words } from "../app.js";
import { daysLeft, due, NEAR } from "../due.js";
import { make } from "../make.js";
import { back, dayOf, number, row } from "../parts.js";
import { metres } from "../position.js";
import { length, route } from "../route.js";
import { listed, walked } from "../walked.js";

/** What one person inspects on a day. */
const MOST = 25;
/** Metres that one walks in a minute. */
const PACE = 75;

export async function day() {
  const objects = await database.getAll("objects");
  const statements = new Set((await surveys()).filter((one) => one.isStatement).map(({ slug }) => slug));
  const rounds = (await database.get("kept", "rounds")) ?? [];
  const assigned = new Map(
    rounds.flatMap((/** @type {any} */ round) =>
      round.objects.map((/** @type {number} */ id) => [`${round.survey}/${id}`, called(round)]),
    ),
  );
  const list = make("ol", { class: "results numbered" });
  const told = make("p", { role: "status" });
  const stretches = await walked();
  const streets = make("ul", { class: "results" }, ...listed(stretches, fix.place));
  const fill = () => {
    const here = fix.place;
    if (!here) {
      told.textContent = words.searching;
      return list.replaceChildren();
    }
    const order = route(chosen(objects, assigned, here, statements), here);
    told.textContent = order.length
      ? words.route
          .replace("{count}", number(order.length))
          .replace("{km}", (length(order, here) / 1000).toFixed(1))
          .replace("{minutes}", number(Math.round(length(order, here) / PACE)))
      : words.nothingDue;
    list.replaceChildren(...order.map((known, index) => step(known, order[index - 1], here, assigned)));
  };
  whereSoever(() => {
    streets.replaceChildren(...listed(stretches, fix.place));
    // Who walks along reads on: the order is made once, and anew when it is asked for.
    if (!list.childElementCount) fill();
  });
  fill();
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.day),
    told,
    make(
      "p",
      { class: "actions" },
      make("button", { type: "button", class: "button", onclick: fill }, words.anew),
    ),
    list,
    make("h3", {}, words.walkedNear),
    streets,
  );
}

/** @param {{title: string, until: string | null}} round */
function called({ title, until }) {
  return until ? `${title}, ${words.due.replace("{date}", dayOf(until))}` : title;
}

/**
 * What is assigned, and beside it what is due soonest and nearest.
 * @param {any[]} objects @param {Map<string, string>} assigned @param {any} here @param {Set<string>} statements surveys of places
 *   that are audited
 */
function chosen(objects, assigned, here, statements) {
  const mine = objects.filter((known) => assigned.has(`${known.survey}/${known.id}`));
  const others = nearest(objects, here)
    .map(({ object }) => object)
    .filter((known) => !mine.includes(known));
  const soon = others.filter((known) => (daysLeft(known) ?? NEAR + 1) <= NEAR);
  const never = others.filter((known) => !known.inspected && !known.missing && !soon.includes(known));
  // Of a place that was never audited nothing is known; the oldest audit is the least sure.
  const stated = (/** @type {any} */ { survey }) => statements.has(survey);
  const oldest = soon.filter(stated).sort((one, other) => (String(one.due) < String(other.due) ? -1 : 1));
  const rest = [...soon, ...never].filter((known) => !stated(known));
  return [...mine, ...never.filter(stated), ...oldest, ...rest].slice(0, MOST);
}

/** @param {any} known @param {any} before @param {any} here @param {Map<string, string>} assigned */
function step(known, before, here, assigned) {
  const from = before ? { longitude: before.place[0], latitude: before.place[1] } : here;
  const far = metres(from, { longitude: known.place[0], latitude: known.place[1] });
  const round = assigned.get(`${known.survey}/${known.id}`);
  const said = make("span", {}, round && make("strong", {}, `${round} · `), due(known));
  return row(known, far, said);
}

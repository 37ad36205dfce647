// Which streets near here were walked along without a finding, and when: as the server knew it when an area was taken along,
// and what this device has not sent yet.

import { me, outbox, words } from "./app.js";
import { areas } from "./areas.js";
import { make } from "./make.js";
import { latest } from "./nearby.js";
import { dayOf, number } from "./parts.js";

/** @typedef {import("./nearby.js").Stretch} Stretch */

/** All that this device knows of, each once. @returns {Promise<Stretch[]>} */
export async function walked() {
  const taken = (await areas()).flatMap((area) => area.walked ?? []);
  const known = new Map(taken.map((one) => [`${one.observation}/${one.street}`, one]));
  const matched = new Set(taken.map(({ observation }) => observation));
  return [...known.values(), ...(await own(matched))];
}

/** What this device has walked itself, and no area tells yet. @param {Set<string>} matched */
async function own(matched) {
  const rows = (await outbox.all()).filter(
    ({ id, fate, message }) =>
      message.deed === "walked" && !matched.has(id) && (fate === "waiting" || fate === "accepted"),
  );
  const by = (await me()) ?? "";
  return rows.map((row) => ({
    observation: row.id,
    street: "",
    on: row.made.slice(0, 10),
    by: row.by ?? by,
    lines: [row.message.position.geometry.coordinates],
  }));
}

/** They as a list. @param {Stretch[]} stretches @param {{longitude: number, latitude: number} | null} here @returns {Node[]} */
export function listed(stretches, here) {
  const near = here ? latest(stretches, here) : [];
  const said = (/** @type {Stretch} */ { on, by }) =>
    words.walkedOn.replace("{date}", dayOf(on)).replace("{login}", by);
  const rows = near.map((one) =>
    make(
      "li",
      { class: "result walked-row" },
      make(
        "span",
        { class: "result-words" },
        make("span", { class: "result-title" }, one.street || words.walkedUnnamed),
        make("span", { class: "result-facts" }, said(one)),
      ),
      make(
        "span",
        { class: "result-distance" },
        words.metres.replace("{metres}", number(Math.round(one.metres))),
      ),
    ),
  );
  return rows.length ? rows : [make("li", { class: "nothing" }, words.nothingWalked)];
}

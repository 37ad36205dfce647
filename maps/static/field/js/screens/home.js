// Where the day begins: what can be added, and what is near.

import { nearest } from "../alike.js";
import { database, fix, outbox, surveys, whereSoever, words } from "../app.js";
import { areas } from "../areas.js";
import { begun } from "../draft.js";
import { make } from "../make.js";
import { dayOf, number, row } from "../parts.js";

const MOST = 12;

export async function home() {
  // What is stated is stated of what is there.
  const asked = (await surveys()).filter(({ isStatement }) => !isStatement);
  const objects = await database.getAll("objects");
  const kept = await areas();
  const drafts = await begun();
  const mend = await outbox.toMend();
  const list = make("ul", { class: "results" });
  const fill = () => {
    const found = fix.place ? nearest(objects, fix.place).slice(0, MOST) : [];
    list.replaceChildren(
      ...found.map(({ object: known, metres }) => row(known, metres)),
      ...(found.length ? [] : [make("li", { class: "nothing" }, words.nothingNear)]),
    );
  };
  whereSoever(fill);
  fill();
  const way = (/** @type {string} */ address, /** @type {string} */ said) =>
    make("a", { class: "button", href: address }, said);
  return make(
    "div",
    {},
    make(
      "p",
      { class: "deeds" },
      mend > 0 &&
        make("a", { class: "deed", href: "#outbox" }, words.toMend.replace("{count}", number(mend))),
      ...drafts.map(({ name, title }) =>
        make("a", { class: "deed", href: `#${name}` }, words.goOn.replace("{title}", title)),
      ),
      ...asked.map((survey) =>
        make("a", { class: "deed", href: `#add/${survey.slug}` }, words.add.replace("{title}", survey.title)),
      ),
    ),
    make(
      "p",
      { class: "actions" },
      way("#day", words.day),
      asked.length > 0 && way(`#walk/${asked[0].slug}`, words.walk),
      way("#map", words.map),
      way("#scan", words.scan),
      way("#outbox", words.outbox),
      way("#area", words.area),
    ),
    make("h2", { tabIndex: -1 }, words.near),
    ...kept.map(({ title, made }) => make("p", { class: "help" }, areaOf(title, dayOf(made)))),
    list,
  );
}

/** In Ukrainian a day ends with a full stop of its own. @param {string} title @param {string} day */
function areaOf(title, day) {
  return words.areaOf.replace("{title}", title).replace("{date}", day).replace(/\.\.$/, ".");
}

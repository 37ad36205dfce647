// What is looked at: a place as a whole, one of its entrances, floors or rooms, or an entrance that nobody has named yet.

import { words } from "./app.js";
import { make } from "./make.js";

/** Chosen for an entrance that is not among the parts. */
const ANOTHER = "another";

/**
 * The object as it is looked at: its last answers, what is known of it, and what an audit says of itself.
 * @param {import("./alike.js").Known} known @param {{part?: string, entrance?: string} | null} chosen
 * @returns {import("./alike.js").Known & {facts: Record<string, any>, about: Record<string, any>}}
 */
export function subject(known, chosen) {
  const part = known.parts?.find(({ id }) => String(id) === chosen?.part);
  if (part) {
    return { ...known, last: part.last, audit: undefined, facts: part.facts, about: { part: part.id } };
  }
  if (chosen?.part !== ANOTHER) return { ...known, facts: {}, about: {} };
  const about = { entrance: (chosen.entrance ?? "").trim() };
  return { ...known, last: {}, audit: undefined, facts: { of: "entrance" }, about };
}

/**
 * Asks what is looked at; the screen is drawn anew for another choice.
 * @param {import("./alike.js").Known} known @param {import("./draft.js").Draft} draft
 */
export function chooser(known, draft) {
  const { part = "", entrance = "" } = draft.kept ?? {};
  const parts = (known.parts ?? []).map(({ id, name, kind }) => [String(id), `${name} (${kind})`]);
  const choices = [["", words.wholePlace], ...parts, [ANOTHER, words.anotherEntrance]];
  const choose = async (/** @type {Event} */ event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    // What was answered of one door says nothing of another one.
    if (Object.keys(draft.kept?.answers ?? {}).length) {
      if (!confirm(words.discardSure)) {
        select.value = part;
        return;
      }
      await draft.discard();
    }
    await draft.keep({ part: select.value });
    dispatchEvent(new Event("hashchange"));
  };
  const option = (/** @type {string[]} */ [value, said]) =>
    make("option", { value, selected: value === part }, said);
  return make(
    "fieldset",
    { class: "question" },
    make("legend", {}, words.whatAudited),
    make("select", { ariaLabel: words.whatAudited, name: "part", onchange: choose }, ...choices.map(option)),
    part === ANOTHER &&
      make(
        "label",
        {},
        words.whichEntrance,
        make("input", {
          type: "text",
          name: "entrance",
          maxLength: 120,
          value: entrance,
          onchange: (/** @type {Event} */ event) =>
            draft.keep({ entrance: /** @type {HTMLInputElement} */ (event.target).value }),
        }),
        make("span", { class: "help" }, words.entranceHow),
      ),
  );
}

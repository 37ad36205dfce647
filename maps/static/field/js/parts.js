// Parts that several screens are made of.

import { catalogue, send, tellState, words } from "./app.js";
import { say } from "./form.js";
import { make } from "./make.js";

const MEGA = 1_000_000;

/**
 * An object in a list: its name, what is to be said of it, its distance and what it looks like.
 * @param {import("./alike.js").Known} known @param {number} metres @param {Node | string} [said]
 * @param {Node | null} [picture]
 */
export function row(known, metres, said = "", picture = null) {
  const title = known.title || `№ ${known.id}`;
  // What has no number yet waits in the outbox.
  const address = known.id ? `#object/${known.survey}/${known.id}` : "#outbox";
  const far = words.metres.replace("{metres}", number(Math.round(metres)));
  return make(
    "li",
    { class: "result" },
    make(
      "a",
      { class: "result-link", href: address },
      picture,
      make(
        "span",
        { class: "result-words" },
        make("span", { class: "result-title" }, title),
        said && make("span", { class: "result-facts" }, said),
      ),
      make("span", { class: "result-distance" }, far),
    ),
  );
}

/** What the browser says of the room for what is kept. */
export async function room() {
  const kept = await navigator.storage?.persisted?.();
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const [free, used] = [quota - usage, usage].map((bytes) => number(Math.round(bytes / MEGA)));
  return (kept ? words.kept : words.notKept).replace("{free}", free).replace("{used}", used);
}

/** @param {number} value */
export function number(value) {
  return value.toLocaleString(document.documentElement.lang);
}

/** @param {string | number | Date} moment */
export function dayOf(moment) {
  return new Date(moment).toLocaleDateString(document.documentElement.lang, {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

/** @param {string} moment */
export function momentOf(moment) {
  const how = /** @type {Intl.DateTimeFormatOptions} */ ({ dateStyle: "short", timeStyle: "short" });
  return new Date(moment).toLocaleString(document.documentElement.lang, how);
}

/** What is known of its permit: the class of its symbol, in words. @param {import("./alike.js").Known} known @returns {string} */
export function stateOf({ layer, state }) {
  const classes = catalogue.layers[layer]?.legend.classes ?? [];
  return classes.find((/** @type {any} */ one) => one.value === state)?.title ?? "";
}

/** What an object is, in the words of the questions that come first. @param {any} survey @param {Record<string, any>} known */
export function kindOf(survey, known) {
  return survey.questions
    .filter((/** @type {any} */ question) => question.first && known[question.name])
    .map((/** @type {any} */ question) => say(question, known[question.name], words))
    .join(", ");
}

/** @param {any} survey @param {string} deed @param {any} said */
export function message(survey, deed, said) {
  return { survey: survey.slug, version: survey.version, deed, made: new Date().toISOString(), ...said };
}

export function done() {
  location.hash = "";
  tellState(words.saved);
  send();
}

export function back() {
  return make("p", {}, make("a", { href: "#" }, `← ${words.back}`));
}

/** @param {() => void} save */
export function saving(save) {
  return make(
    "p",
    { class: "saving" },
    make("button", { type: "button", class: "deed", onclick: save }, words.save),
  );
}

/**
 * A deed that is done once, however often it is touched: the screen is left before a second touch could count.
 * @template {any[]} Words
 * @param {(...words: Words) => Promise<boolean>} deed says whether it was done
 * @returns {(...words: Words) => Promise<void>}
 */
export function once(deed) {
  let isBusy = false;
  return async (...said) => {
    if (isBusy) return;
    isBusy = true;
    try {
      isBusy = await deed(...said);
    } catch (failure) {
      isBusy = false;
      await tellState(words.notSaved);
      throw failure;
    }
  };
}

/** That something of before is here again, and the way to begin anew. @param {import("./draft.js").Draft} draft */
export function restored(draft) {
  if (!draft.kept) return null;
  const anew = async () => {
    if (!confirm(words.discardSure)) return;
    await draft.discard();
    dispatchEvent(new Event("hashchange"));
  };
  return make(
    "div",
    { class: "notice" },
    make("p", {}, words.restored.replace("{when}", momentOf(draft.kept.begun))),
    make("button", { type: "button", class: "button quiet", onclick: anew }, words.discard),
  );
}

// Inspect an object that was taken along: what is known is carried over, and only what changed is touched.

import { database, outbox, surveyOf, words } from "../app.js";
import { due } from "../due.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { Pages } from "../pages.js";
import { back, done, message, pictures } from "../parts.js";
import { home } from "./home.js";

/** @param {string} slug @param {string} id */
export async function object(slug, id) {
  const survey = await surveyOf(slug);
  const known = await database.get("objects", [slug, Number(id)]);
  if (!survey || !known) return home();
  const form = new Form(survey.questions, known.known, words);
  const album = pictures();
  const say = async (/** @type {string} */ deed) => {
    const answers = deed === "inspect" ? form.touched : {};
    const base = Object.fromEntries(Object.keys(answers).map((name) => [name, known.known[name] ?? null]));
    const said = message(survey, deed, { feature: known.id, answers, base });
    await outbox.add(said, album.photos, known.title || survey.title);
    done();
  };
  const deeds = make(
    "p",
    { class: "deeds" },
    make("button", { type: "button", class: "deed", onclick: () => say("unchanged") }, words.unchanged),
    make("button", { type: "button", class: "button", onclick: () => say("gone") }, words.gone),
    make("button", { type: "button", class: "button", onclick: () => say("barred") }, words.barred),
  );
  const pages = new Pages({
    steps: [],
    rest: [...form.asked(true), ...form.asked(false)],
    last: [deeds, album.element],
    save: () => say("inspect"),
    isReady: () => true,
    parts: [deeds, form.element, album.element],
  });
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, known.title || `№ ${known.id}`),
    make("p", {}, due(known)),
    pages.element,
  );
}

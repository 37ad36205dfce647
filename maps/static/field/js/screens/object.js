// Inspect an object that was taken along: what is known is carried over, and only what changed is touched.

import { Album } from "../album.js";
import { database, me, outbox, surveyOf, tellState, words } from "../app.js";
import { Draft } from "../draft.js";
import { due } from "../due.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { Pages } from "../pages.js";
import { back, done, message, once, restored, stateOf } from "../parts.js";
import { shown } from "../pictures.js";
import { audit } from "./audit.js";
import { home } from "./home.js";

/** @param {string} slug @param {string} id */
export async function object(slug, id) {
  const survey = await surveyOf(slug);
  const known = await database.get("objects", [slug, Number(id)]);
  if (!survey || !known) return home();
  if (survey.isStatement) return audit(survey, known);
  const title = known.title || `№ ${known.id}`;
  const draft = await Draft.of(`object/${slug}/${known.id}`, title);
  const form = new Form(survey.questions, known.known, words, draft.kept?.answers);
  const album = new Album(draft);
  const say = once(async (/** @type {string} */ deed) => {
    const answers = deed === "inspect" ? form.touched : {};
    const flaws = form.flaws.filter(({ name }) => name in answers);
    if (flaws.length) {
      pages.goTo(form.blocks.get(flaws[0].name));
      form.complain(flaws);
      return false;
    }
    tellState(words.saving);
    const photos = await album.settled();
    const base = Object.fromEntries(Object.keys(answers).map((name) => [name, known.known[name] ?? null]));
    const said = message(survey, deed, { feature: known.id, answers, base });
    await outbox.add(said, photos, known.title || survey.title, { by: await me(), draft: draft.name });
    await remember(known, deed, answers);
    done();
    return true;
  });
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
  form.element.addEventListener("answered", () => draft.keep({ answers: form.answers }));
  await album.restore();
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, title),
    wide(known.picture),
    make("p", {}, stateOf(known) && `${stateOf(known)} · `, due(known)),
    restored(draft),
    pages.element,
  );
}

/** What the object looked like, as wide as the screen has room. @param {import("../pictures.js").Picture | null | undefined} picture */
function wide(picture) {
  const frame = shown(picture);
  frame?.classList.add("wide");
  return frame;
}

/**
 * What was said of an object is known here from now on, also before it is sent: the next change begins from it.
 * @param {import("../alike.js").Known} known @param {string} deed @param {Record<string, any>} answers
 */
async function remember(known, deed, answers) {
  const isSeen = deed === "inspect" || deed === "unchanged";
  const today = new Date().toISOString().slice(0, 10);
  const seen = isSeen && { inspected: today, missing: null, due: null };
  const gone = deed === "gone" && { missing: today, due: null };
  await database.put("objects", { ...known, ...seen, ...gone, known: { ...known.known, ...answers } });
}

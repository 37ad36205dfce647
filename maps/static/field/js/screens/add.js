// Add an object: where, what, photos; the rest may follow.

import { Album } from "../album.js";
import { alike, asKnown, byUse } from "../alike.js";
import { database, me, outbox, surveyOf, tellState, words } from "../app.js";
import { Draft } from "../draft.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { Pages } from "../pages.js";
import { back, done, kindOf, message, once, restored, row } from "../parts.js";
import { shown } from "../pictures.js";
import { Stretch } from "../stretch.js";
import { Whereabouts } from "../whereabouts.js";
import { home } from "./home.js";

/** @param {string} slug */
export async function add(slug) {
  const survey = await surveyOf(slug);
  if (!survey) return home();
  const draft = await Draft.of(`add/${slug}`, words.add.replace("{title}", survey.title));
  const objects = await compared(survey);
  const form = new Form(byUse(survey.questions, objects), {}, words, draft.kept?.answers);
  const album = new Album(draft);
  const where = new Whereabouts(survey.exactTo);
  if (draft.kept?.position) where.hold(draft.kept.position);
  const stretch = new Stretch(where, survey.exactTo, draft.kept?.end);
  const known = make("div", { class: "alike" });
  let isNew = Boolean(draft.kept);
  const look = () => {
    const found = where.place && !isNew ? alike(objects, where.place, survey.alikeWithin) : [];
    if (!found.length) return known.replaceChildren();
    known.replaceChildren(
      make("h3", {}, words.alike),
      make(
        "ul",
        { class: "results" },
        ...found.map(({ object: one, metres }) =>
          row(one, metres, kindOf(survey, one.known), shown(one.picture)),
        ),
      ),
      make("button", { type: "button", class: "button", onclick: anew }, words.itIsNew),
    );
  };
  const anew = () => {
    isNew = true;
    look();
    pages.forward();
  };
  // Whoever answers has confirmed the place: it is not where they happen to stand when they save.
  const hold = () => {
    if (!where.held && where.place) where.hold(where.place);
    return draft.keep({ answers: form.answers, position: where.held, end: stretch.held });
  };
  const save = once(async () => {
    const position = stretch.position;
    if (!position) return tellState(words.noPosition).then(() => false);
    if (!isWhole(form, pages)) return false;
    tellState(words.saving);
    const photos = await album.settled();
    const said = message(survey, "add", { answers: form.answers, position });
    await outbox.add(said, photos, survey.title, { by: await me(), draft: draft.name });
    done();
    return true;
  });
  const place = make("div", {}, where.element, survey.mayBeLine && stretch.element, known);
  const pages = new Pages({
    steps: [place, ...form.asked(true).map(({ element }) => element), album.element],
    rest: form.asked(false),
    last: [],
    save,
    isReady: () => Boolean(stretch.position) && !form.missing,
    parts: [place, form.element, album.element],
  });
  where.addEventListener("change", look);
  stretch.addEventListener("change", hold);
  form.element.addEventListener("answered", hold);
  album.addEventListener("change", hold);
  pages.addEventListener("leave", (event) => {
    if (/** @type {CustomEvent} */ (event).detail === 0) hold();
  });
  look();
  await album.restore();
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, draft.title),
    restored(draft),
    pages.element,
    make("p", {}, make("a", { href: `/field/paper/${slug}` }, words.paper)),
  );
}

/** What a new object is compared with: what was taken along, and what this device has added since. @param {any} survey */
async function compared(survey) {
  const taken = (await database.getAll("objects")).filter((one) => one.survey === survey.slug);
  const added = (await outbox.all()).map((one) => asKnown(one, survey)).filter((one) => one !== null);
  return [...taken, ...added.filter((one) => !taken.some(({ id }) => id === one.id))];
}

/** Whether all that is needed was answered, and as it may be; if not, one is led there. @param {Form} form @param {Pages} pages */
function isWhole(form, pages) {
  const { missing } = form;
  const flaws = missing
    ? [{ name: missing.name, said: words.missing.replace("{title}", missing.title) }]
    : form.flaws;
  if (flaws.length) pages.goTo(form.blocks.get(flaws[0].name));
  form.complain(flaws);
  return !flaws.length;
}

// Add an object: where, what, photos; the rest may follow.

import { alike } from "../alike.js";
import { database, outbox, surveyOf, tellState, words } from "../app.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { Pages } from "../pages.js";
import { back, done, message, pictures, row } from "../parts.js";
import { Whereabouts } from "../whereabouts.js";
import { home } from "./home.js";

/** @param {string} slug */
export async function add(slug) {
  const survey = await surveyOf(slug);
  if (!survey) return home();
  const form = new Form(survey.questions, {}, words);
  const album = pictures();
  const where = new Whereabouts(survey.exactTo);
  const known = make("div", { class: "alike" });
  const objects = (await database.getAll("objects")).filter((one) => one.survey === slug);
  let isNew = false;
  const look = () => {
    const found = where.place && !isNew ? alike(objects, where.place, survey.alikeWithin) : [];
    if (!found.length) return known.replaceChildren();
    known.replaceChildren(
      make("h3", {}, words.alike),
      make("ul", { class: "results" }, ...found.map(({ object: one, metres }) => row(one, metres))),
      make("button", { type: "button", class: "button", onclick: anew }, words.itIsNew),
    );
  };
  const anew = () => {
    isNew = true;
    look();
    pages.forward();
  };
  const save = async () => {
    const position = where.place;
    if (!position) return tellState(words.noPosition);
    const { missing } = form;
    if (missing) {
      pages.goTo(form.blocks.get(missing.name));
      return form.complain([{ name: missing.name, said: words.missing.replace("{title}", missing.title) }]);
    }
    await outbox.add(message(survey, "add", { answers: form.answers, position }), album.photos, survey.title);
    done();
  };
  const place = make("div", {}, where.element, known);
  const pages = new Pages({
    steps: [place, ...form.asked(true).map(({ element }) => element), album.element],
    rest: form.asked(false),
    last: [],
    save,
    isReady: () => Boolean(where.place) && !form.missing,
    parts: [place, form.element, album.element],
  });
  where.addEventListener("change", look);
  look();
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.add.replace("{title}", survey.title)),
    pages.element,
    make("p", {}, make("a", { href: `/field/paper/${slug}` }, words.paper)),
  );
}

// What was refused, or is at odds with somebody else: mended under its number.

import { database, outbox, surveyOf, words } from "../app.js";
import { Choice } from "../choice.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { back, done, saving } from "../parts.js";
import { sending } from "./sending.js";

/** @param {string} id of the observation */
export async function mend(id) {
  const row = await database.get("outbox", id);
  const survey = row && (await surveyOf(row.message.survey));
  if (!survey) return sending();
  const { message: said } = row;
  const form = new Form(survey.questions, said.answers, words);
  const choice = new Choice(survey.questions, row.answer?.conflicts ?? [], words);
  const save = async () => {
    const answers = { ...said.answers, ...form.answers };
    for (const name of choice.theirs) delete answers[name];
    // What the server says now is what was known when this was decided.
    const base = { ...said.base, ...choice.base };
    const position = choice.theirs.includes("position") ? undefined : said.position;
    await outbox.add({ ...said, answers, base, position }, [], row.title, id);
    done();
  };
  const screen = make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, row.title),
    make("p", { class: "notice" }, words[row.fate]),
    ...(row.answer?.flaws ?? []).map((/** @type {any} */ flaw) => make("p", { class: "flaw" }, flaw.said)),
    choice.element,
    row.fate === "refused" && form.element,
    saving(save),
  );
  form.complain(row.answer?.flaws ?? []);
  return screen;
}

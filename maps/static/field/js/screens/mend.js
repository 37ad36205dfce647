// What was refused, or is at odds with somebody else: mended under its number.

import { database, outbox, surveyOf, tellState, words } from "../app.js";
import { Choice } from "../choice.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { back, done, once, saving } from "../parts.js";
import { Whereabouts } from "../whereabouts.js";
import { sending } from "./sending.js";

/** @param {string} id of the observation */
export async function mend(id) {
  const row = await database.get("outbox", id);
  const survey = row && (await surveyOf(row.message.survey));
  if (!survey) return sending();
  const { message: said } = row;
  const form = new Form(survey.questions, said.answers, words);
  const choice = new Choice(survey.questions, row.answer?.conflicts ?? [], words);
  const isMisplaced = (row.answer?.flaws ?? []).some((/** @type {any} */ flaw) => flaw.name === "position");
  // A line that was walked is walked again, not pointed at.
  const where = isMisplaced && said.deed !== "walked" ? new Whereabouts(survey.exactTo) : null;
  const save = once(async () => {
    if (where && !where.place) return tellState(words.noPosition).then(() => false);
    const answers = { ...said.answers, ...form.answers };
    for (const name of choice.theirs) delete answers[name];
    // What the server says now is what was known when this was decided.
    const base = { ...said.base, ...choice.base };
    const position = choice.theirs.includes("position") ? undefined : (where?.place ?? said.position);
    await outbox.add({ ...said, version: survey.version, answers, base, position }, [], row.title, {
      id,
      by: row.by,
    });
    done();
    return true;
  });
  const screen = make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, row.title),
    make("p", { class: "notice" }, words[row.fate]),
    ...(row.answer?.flaws ?? []).map((/** @type {any} */ flaw) => make("p", { class: "flaw" }, flaw.said)),
    await shownPhotos(id),
    choice.element,
    where?.element,
    row.fate === "refused" && form.element,
    saving(save),
  );
  form.complain(row.answer?.flaws ?? []);
  return screen;
}

/** The photos of an observation that are still on this device: what it is about is seen again. @param {string} id */
async function shownPhotos(id) {
  const photos = (await outbox.photos()).get(id) ?? [];
  const album = make("div", { class: "album" });
  for (const [index, photo] of photos.entries()) {
    const bytes = await database.get("bytes", photo.id);
    if (!bytes) continue;
    const address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const alt = words.photoOf.replace("{number}", String(index + 1));
    album.append(make("img", { src: address, alt, onload: () => URL.revokeObjectURL(address) }));
  }
  return album;
}

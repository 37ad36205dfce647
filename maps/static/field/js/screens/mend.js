// What was refused, or is at odds with somebody else: mended under its number.

import { database, outbox, surveyOf, tellState, words } from "../app.js";
import { Choice } from "../choice.js";
import { Form } from "../form.js";
import { make } from "../make.js";
import { back, done, momentOf, once, saving } from "../parts.js";
import { image, shown } from "../pictures.js";
import { Whereabouts } from "../whereabouts.js";
import { sending } from "./sending.js";

/** @param {string} id of the observation */
export async function mend(id) {
  const row = await database.get("outbox", id);
  const survey = row && (await surveyOf(row.message.survey));
  if (!survey) return sending();
  const { message: said } = row;
  const known = await database.get("objects", [said.survey, said.feature ?? 0]);
  const facts = Object.fromEntries(
    survey.facts.map((/** @type {string} */ name) => [name, known?.known[name]]),
  );
  const form = new Form(
    survey.questions,
    { ...facts, ...said.answers },
    { ...words, unknown: survey.unsure },
    {},
    undefined,
    confirmedOf(said.answers),
  );
  const choice = new Choice(survey.questions, row.answer?.conflicts ?? [], words);
  const isMisplaced = (row.answer?.flaws ?? []).some((/** @type {any} */ flaw) => flaw.name === "position");
  // A line that was walked is walked again, not pointed at.
  const where = isMisplaced && said.deed !== "walked" ? new Whereabouts(survey.exactTo) : null;
  const save = once(async () => {
    if (where && !where.place) return tellState(words.noPosition).then(() => false);
    if (choice.undecided) {
      choice.undecided.focus();
      return tellState(words.undecided).then(() => false);
    }
    const answers = { ...said.answers, ...form.answers };
    if (form.confirmed.length) answers.confirmed = form.confirmed.join(" ");
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
    row.answer?.changed && make("p", {}, changed(row.answer.changed)),
    choice.conflicts.length ? await sides(row) : await ownPhotos(id),
    choice.element,
    where?.element,
    row.fate === "refused" && form.element,
    saving(save),
  );
  form.complain(row.answer?.flaws ?? []);
  return screen;
}

/** What was unusual and confirmed before, with its number. @param {Record<string, any>} answers */
function confirmedOf(answers) {
  const names = String(answers.confirmed ?? "").split(" ");
  return Object.fromEntries(names.map((name) => [name, answers[name]]));
}

/** When somebody else changed it, and who, where that is known. @param {{at: string, by: string}} told */
function changed({ at, by }) {
  return (by ? words.changedBy : words.changedOn).replace("{when}", momentOf(at)).replace("{login}", by);
}

/** What the object looked like: at download, on the server now, and by whoever changed it here. @param {import("../store.js").Row} row */
async function sides({ id, message: { survey, feature }, answer }) {
  const before = (await database.get("objects", [survey, feature]))?.picture;
  const side = (/** @type {string} */ title, /** @type {Node | null} */ seen) =>
    make("figure", {}, make("figcaption", {}, title), seen);
  return make(
    "div",
    { class: "sides" },
    side(words.base, shown(before, words.noPicture)),
    side(words.theirs, shown(answer?.picture, words.noPicture)),
    side(words.mine, await ownPhotos(id)),
  );
}

/** The photos of an observation that are still on this device: what it is about is seen again. @param {string} id */
async function ownPhotos(id) {
  const photos = (await outbox.photos()).get(id) ?? [];
  const album = make("div", { class: "album" });
  for (const [index, photo] of photos.entries()) {
    const bytes = await database.get("bytes", photo.id);
    if (bytes) album.append(image(bytes, words.photoOf.replace("{number}", String(index + 1))));
  }
  return album;
}

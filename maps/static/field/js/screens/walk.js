// A street that was walked along without a finding: that is known afterwards, too.

import { fix, me, outbox, surveyOf, tellState, whereSoever, words } from "../app.js";
import { Draft } from "../draft.js";
import { make } from "../make.js";
import { back, done, message, number, once, restored, saving } from "../parts.js";
import { metres } from "../position.js";
import { home } from "./home.js";

/** Metres from one corner of the line to the next: less is the trembling of the position. */
const STEP = 8;
/** A position that is less exact than this, in metres, is no part of the line. */
const ROUGH = 30;

/** @param {string} slug of the survey */
export async function walk(slug) {
  const survey = await surveyOf(slug);
  if (!survey) return home();
  const draft = await Draft.of(`walk/${slug}`, words.walk);
  /** @type {{longitude: number, latitude: number, accuracy: number}[]} */
  const line = draft.kept?.line ?? [];
  const told = make("p", { class: "whereabouts", role: "status" }, words.walking);
  const long = () => line.slice(1).reduce((sum, one, index) => sum + metres(line[index], one), 0);
  whereSoever(() => {
    const here = fix.last;
    const last = line.at(-1);
    if (!here || here.accuracy > ROUGH || (last && metres(last, here) < STEP)) return;
    line.push(here);
    draft.keep({ line });
    told.textContent = words.walked.replace("{metres}", number(Math.round(long())));
  });
  const save = once(async () => {
    if (line.length < 2) return tellState(words.notWalked).then(() => false);
    const position = {
      geometry: { type: "LineString", coordinates: line.map((one) => [one.longitude, one.latitude]) },
      accuracy: Math.max(...line.map((one) => one.accuracy)),
      placing: "gps",
    };
    const how = { by: await me(), draft: draft.name };
    await outbox.add(message(survey, "walked", { answers: {}, position }), [], words.walk, how);
    done();
    return true;
  });
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.walk),
    make("p", {}, words.walkHow),
    restored(draft),
    told,
    saving(save),
  );
}

// Audit a place: one question of the norm after the other, those that its kind and what was answered so far call for.
// What is not answered stays unknown; what the last audit found is carried over only by whoever looked again.

import { Album } from "../album.js";
import { database, me, outbox, tellState, words } from "../app.js";
import { Draft } from "../draft.js";
import { due } from "../due.js";
import { Form, holds, say as inWords } from "../form.js";
import { Level } from "../leveling.js";
import { make } from "../make.js";
import { Pages } from "../pages.js";
import { back, done, message, number, once, restored, stateOf } from "../parts.js";
import { chooser, subject } from "../subject.js";

/** @param {any} survey @param {import("../alike.js").Known} place */
export async function audit(survey, place) {
  const title = place.title || `№ ${place.id}`;
  const draft = await Draft.of(`object/${survey.slug}/${place.id}`, title);
  const known = subject(place, draft.kept);
  const last = known.last ?? {};
  const albums = albumsOf(survey, draft);
  const changes = new Changes(last, draft.kept?.changed, () => keep());
  const form = new Form(
    survey.questions,
    factsOf(survey, known),
    { ...words, unknown: survey.unsure },
    draft.kept?.answers,
    (question) => [
      question.level && new Level((slope) => form.fill(question.name, slope)).element,
      lastSaid(question, last),
      !known.audit?.isMine && changes.asked(question.name),
      albums.get(question.name)?.element,
    ],
    { ...last, ...draft.kept?.sure },
  );
  const keep = () => draft.keep({ answers: form.answers, sure: form.sure, changed: changes.stated });
  const flaws = () => [...form.flaws, ...contradictions(survey, form)];
  let isSecond = draft.kept?.isSecond ?? false;
  const keepAll = async (/** @type {string} */ deed, /** @type {Record<string, any>} */ answers) => {
    tellState(words.saving);
    const photos = (await Promise.all([...albums.values()].map((album) => album.settled()))).flat();
    const said = { ...survey.given, ...answers };
    const sent = message(survey, deed, { feature: known.id, answers: said, base: {} });
    await outbox.add(sent, photos, title, { by: await me(), draft: draft.name });
  };
  /** A word about the last audit, with what was found otherwise. */
  const judge = once(async (/** @type {string} */ word) => {
    await keepAll("inspect", { audit: known.audit?.id, word, ...(word === "disagrees" ? stated(form) : {}) });
    await database.put("objects", { ...place, audit: { ...place.audit, mine: word } });
    done();
    return true;
  });
  const save = once(async (/** @type {string} */ deed) => {
    if (deed === "inspect" && !isSound(form, flaws(), pages)) return false;
    if (isSecond) return judge("disagrees").then(() => true);
    const answered = deed === "unchanged" ? carried(survey, known, last) : form;
    const { about } = subject(place, draft.kept);
    if (about.entrance === "") {
      tellState(words.entranceMissing);
      begin.querySelector("input")?.focus();
      return false;
    }
    const changed = deed === "inspect" && changes.stated;
    await keepAll(deed, { ...about, ...stated(answered), ...(changed && { changed }) });
    await remember(place, about, answered.given);
    done();
    return true;
  });
  const differ = async () => {
    isSecond = true;
    await draft.keep({ isSecond });
    begin.replaceChildren(make("p", { class: "notice" }, words.differHow));
    pages.forward();
  };
  const summary = make("div", { class: "summary" });
  const rest = async () => {
    await draft.keep({ answers: { ...last, ...form.given } });
    dispatchEvent(new Event("hashchange"));
  };
  const sum = () => summary.replaceChildren(...summed(form, known, rest));
  const begin = make(
    "div",
    {},
    ...(isSecond
      ? [make("p", { class: "notice" }, words.differHow)]
      : [
          chooser(place, draft),
          ...second(known, judge, differ),
          ...beginning(survey, known, () => save("unchanged")),
        ]),
  );
  const pages = new Pages({
    steps: [begin, ...form.asked(false).map(({ element }) => element)],
    rest: [],
    last: [summary],
    save: () => save("inspect"),
    isReady: () => Object.keys(form.given).length > 0,
    parts: [begin, form.element, summary],
  });
  form.element.addEventListener("answered", () => {
    changes.weigh(form.given);
    sum();
    keep();
  });
  // What cannot be is told when a number is whole, not with each of its digits.
  form.element.addEventListener("change", () => form.complain(flaws(), { isLed: false }));
  changes.weigh(form.given);
  sum();
  await Promise.all([...albums.values()].map((album) => album.restore()));
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, title),
    make("p", {}, stateOf(known) && `${stateOf(known)} · `, due(known)),
    known.isDisputed && make("p", { class: "notice" }, words.isDisputed),
    restored(draft),
    pages.element,
    make("p", {}, make("a", { href: paper(survey, known) }, words.paper)),
  );
}

/** What the questions depend on. @param {any} survey @param {import("../alike.js").Known} known */
function factsOf({ facts: names }, { known, facts }) {
  const ofPlace = Object.fromEntries(names.map((/** @type {string} */ name) => [name, known[name] ?? null]));
  return { ...ofPlace, ...facts };
}

/** @param {any} survey @param {import("../draft.js").Draft} draft @returns {Map<string, Album>} */
function albumsOf({ questions }, draft) {
  const pictured = questions.filter((/** @type {any} */ question) => question.pictured);
  return new Map(pictured.map((/** @type {any} */ { name }) => [name, new Album(draft, name)]));
}

/** What was found last. @param {any} question @param {Record<string, any>} last */
function lastSaid(question, last) {
  if (!(question.name in last)) return null;
  const said = inWords(question, last[question.name], words);
  return make("p", { class: "help" }, words.lastTime.replace("{answer}", said));
}

/** Whether what somebody else found otherwise was changed since: else the two answers contradict each other. */
class Changes {
  /** @type {Map<string, {label: HTMLElement, box: HTMLInputElement}>} */
  #asked = new Map();

  /** @param {Record<string, any>} last @param {string | undefined} begun names of a draft @param {() => void} keep */
  constructor(last, begun, keep) {
    this.last = last;
    this.begun = (begun ?? "").split(" ");
    this.keep = keep;
  }

  /** The question beside an answer; none where nothing was found last time. @param {string} name */
  asked(name) {
    if (!(name in this.last)) return null;
    const box = make("input", {
      type: "checkbox",
      name: `changed-${name}`,
      checked: this.begun.includes(name),
      onchange: () => this.keep(),
    });
    const label = make("label", { class: "unknown", hidden: true }, box, ` ${words.changedSince}`);
    this.#asked.set(name, { label, box });
    return label;
  }

  /** It is asked of what is answered otherwise. @param {Record<string, any>} given */
  weigh(given) {
    for (const [name, { label }] of this.#asked)
      label.hidden = (given[name] ?? null) === null || given[name] === this.last[name];
  }

  /** The names of what was changed, as they are sent. */
  get stated() {
    return [...this.#asked]
      .filter(([, { label, box }]) => box.checked && !label.hidden)
      .map(([name]) => name)
      .join(" ");
  }
}

/** What the norm says cannot be true together. @param {any} survey @param {Form} form */
function contradictions(survey, form) {
  return survey.contradictions
    .filter((/** @type {any} */ { all }) =>
      all.every((/** @type {any} */ when) => when.name in form.given && holds(when, form.given)),
    )
    .map((/** @type {any} */ { all, said }) => ({ name: all.at(-1).name, said }));
}

/** Whether it can be saved; if not, one is led to what is wrong. @param {Form} form @param {any[]} flaws @param {Pages} pages */
function isSound(form, flaws, pages) {
  if (flaws.length) pages.goTo(form.blocks.get(flaws[0].name));
  form.complain(flaws);
  const isEmpty = !Object.keys(form.given).length;
  if (isEmpty) tellState(words.nothingAnswered);
  return !isEmpty && !flaws.length;
}

/** The last answers, of what is still asked. @param {any} survey @param {import("../alike.js").Known} known @param {Record<string, any>} last */
function carried(survey, known, last) {
  return new Form(survey.questions, factsOf(survey, known), words, last, undefined, last);
}

/** What is sent: the answers, and which unusual ones are meant so. @param {Form} form @returns {Record<string, any>} */
function stated(form) {
  const { given, confirmed } = form;
  return confirmed.length ? { ...given, confirmed: confirmed.join(" ") } : given;
}

/**
 * A second look: whether the last audit, which somebody else made, is right.
 * @param {import("../alike.js").Known} known @param {(word: string) => void} judge @param {() => void} differ
 */
function second({ audit }, judge, differ) {
  if (!audit || audit.isMine) return [];
  const deed = (/** @type {string} */ said, /** @type {() => void} */ onclick) =>
    make("button", { type: "button", class: "button", onclick }, said);
  return [
    make("h3", {}, words.secondLook),
    make("p", { class: "help" }, words.secondHow),
    audit.mine && make("p", {}, words.yourWord.replace("{word}", words[`word_${audit.mine}`])),
    make(
      "p",
      { class: "actions" },
      deed(words.confirm, () => judge("confirms")),
      deed(words.differ, differ),
      deed(words.cannotTell, () => judge("cannot_tell")),
    ),
    make("h3", {}, words.auditAnew),
  ].filter(Boolean);
}

/** Where one begins: all is as it was, or what is asked. @param {any} survey @param {import("../alike.js").Known} known @param {() => void} save */
function beginning(survey, known, save) {
  const count = Object.keys(carried(survey, known, known.last ?? {}).given).length;
  // Whoever is to tell which of two is right looks first, and so does each of the two.
  if (!count || known.isDisputed) return [make("p", {}, words.auditHow)];
  return [
    make("p", {}, words.auditHow),
    make("button", { type: "button", class: "deed", onclick: save }, words.unchanged),
    make("p", { class: "help" }, words.unchangedHow.replace("{count}", number(count))),
  ];
}

/** How far one is, and what becomes of the rest. @param {Form} form @param {import("../alike.js").Known} known @param {() => void} rest */
function summed(form, known, rest) {
  const [asked, given] = [form.open, form.given];
  const left = asked.filter(({ name }) => !(name in given));
  const said = words.answeredOf
    .replace("{count}", number(asked.length - left.length))
    .replace("{all}", number(asked.length));
  const isCarried = left.some(({ name }) => name in (known.last ?? {}));
  return [
    make("h3", {}, said),
    left.length > 0 && make("p", {}, words.restUnknown),
    isCarried && make("button", { type: "button", class: "button", onclick: rest }, words.restAsBefore),
  ].filter(Boolean);
}

/** The same questions on paper. @param {any} survey @param {import("../alike.js").Known} known */
function paper(survey, known) {
  const facts = Object.entries(factsOf(survey, known)).filter(([, value]) => value !== null);
  return `/field/paper/${survey.slug}?${new URLSearchParams(facts)}`;
}

/**
 * What was stated is known here from now on, also before it is sent; a new entrance once the server knows it.
 * @param {import("../alike.js").Known} place @param {Record<string, any>} about @param {Record<string, any>} answers
 */
async function remember(place, about, answers) {
  const inspected = new Date().toISOString().slice(0, 10);
  const isOfPart = "part" in about || "entrance" in about;
  const parts = place.parts?.map((part) =>
    part.id === about.part ? { ...part, inspected, last: answers } : part,
  );
  const whole = isOfPart ? {} : { inspected, due: null, missing: null, last: answers };
  await database.put("objects", { ...place, ...whole, parts });
}

// The questions of a survey, those that come first by large buttons; «not known» is an answer everywhere.

import { make } from "./make.js";
import { Measured, meantBy } from "./measured.js";

/**
 * @typedef {{name: string, values: any[], operator: string, bound: number, than?: string}} When
 * @typedef {{name: string, asks: string, title: string, help: string, unit: string, atLeast: number | null,
 *   atMost: number | null, longest: number | null, needed: boolean, first: boolean, when: When[],
 *   choices?: {value: string, title: string}[], how?: string, drawing?: {stands: string, measured: string} | null,
 *   slips?: {factor: number, said: string}[], finest?: number, level?: boolean, pictured?: boolean,
 *   seldomBelow?: number, echoes?: {factor: number, unit: string, atLeast: number}[]}} Question
 */

/** @typedef {{element: HTMLElement, title: string, said: () => string}} Block a question on the page, and its answer in words */

/**
 * An answer in words.
 * @param {Question | undefined} question @param {any} answer @param {Record<string, string>} words
 */
export function say(question, answer, words) {
  if (answer === null || answer === undefined || answer === "") return words.unknown;
  if (typeof answer === "boolean") return answer ? words.yes : words.no;
  const said = question?.choices?.find(({ value }) => value === answer)?.title ?? String(answer);
  return question?.unit ? `${said} ${question.unit}` : said;
}

/** Whether a condition holds among answers. @param {When} when @param {Record<string, any>} answers */
export function holds({ name, values, operator, bound: fixed, than }, answers) {
  const answer = answers[name] ?? null;
  if (!operator) return values.includes(answer);
  const bound = than ? answers[than] : fixed;
  if (typeof answer !== "number" || typeof bound !== "number") return false;
  if (operator === ">") return answer > bound;
  if (operator === ">=") return answer >= bound;
  return operator === "<" ? answer < bound : answer <= bound;
}

/**
 * Why an answer cannot be, in words; empty where it can.
 * @param {Pick<Question, "asks" | "atLeast" | "atMost" | "longest" | "unit" | "slips" | "finest">} question @param {any} answer
 * @param {Record<string, string>} words
 */
export function flawOf({ asks, atLeast, atMost, longest, unit, slips, finest }, answer, words) {
  if (answer === null || answer === undefined) return "";
  if (asks === "text" && longest && String(answer).length > longest)
    return words.tooLong.replace("{most}", String(longest));
  if (asks !== "number") return "";
  const said = (/** @type {string} */ sentence, /** @type {number} */ limit) =>
    sentence.replace("{limit}", `${limit} ${unit}`.trim());
  if (!Number.isFinite(answer)) return words.noNumber;
  if (slips?.length) return notBelieved({ atLeast, atMost, unit, slips, finest }, answer, words);
  if (atLeast !== null && answer < atLeast) return said(words.atLeast, atLeast);
  if (atMost !== null && answer > atMost) return said(words.atMost, atMost);
  return "";
}

/**
 * That a measured value cannot be, and what was probably meant; empty where it can.
 * @param {any} question @param {number} answer @param {Record<string, string>} words
 */
function notBelieved({ atLeast, atMost, unit, slips, finest = 0 }, answer, words) {
  const isBelieved = (/** @type {number} */ value) =>
    atLeast <= value && value <= atMost && !(0 < value && value < finest);
  if (isBelieved(answer)) return "";
  const refused = words.notBelieved
    .replace("{value}", `${answer} ${unit}`)
    .replace("{low}", String(atLeast))
    .replace("{high}", `${atMost} ${unit}`);
  const meant = slips
    .map((/** @type {any} */ { factor, said }) => ({ value: Number((answer * factor).toFixed(3)), said }))
    .filter((/** @type {any} */ { value }) => isBelieved(value))
    .map((/** @type {any} */ { value, said }) => `${value} ${unit} (${said})`);
  if (!meant.length) return `${refused} ${words.measureAgainSaid}`;
  return `${refused} ${words.wasMeant.replace("{meant}", meant.join(` ${words.or} `))}`;
}

/** A question with the unit of its answer. @param {string} title @param {string} unit */
function named(title, unit) {
  if (!unit) return title;
  return title.endsWith("?") ? `${title} (${unit})` : `${title}, ${unit}`;
}

/** What is measured, drawn. @param {{stands: string, measured: string}} drawing */
function drawn({ stands, measured }) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 120 80");
  picture.setAttribute("class", "drawing");
  // What it shows is said beside it.
  picture.setAttribute("aria-hidden", "true");
  for (const [name, lines] of Object.entries({ stands, measured })) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", lines);
    picture.append(path);
  }
  return picture;
}

export class Form {
  /**
   * @param {Question[]} questions
   * @param {Record<string, any>} known answers of before
   * @param {Record<string, string>} words
   * @param {Record<string, any>} [begun] answers of a draft
   * @param {(question: Question) => (Node | null | undefined | false)[]} [beside] what else belongs to a question, below its answer
   * @param {Record<string, number>} [sure] numbers that are seldom so small and were confirmed, or known before
   */
  constructor(questions, known, words, begun = {}, beside = () => [], sure = {}) {
    this.questions = questions;
    this.beside = beside;
    this.known = known;
    this.words = words;
    /** @type {Record<string, any>} what was touched; null is «not known» */
    this.answers = { ...begun };
    this.sure = { ...sure };
    /** @type {Map<string, HTMLElement>} */
    this.blocks = new Map();
    /** @type {Map<string, Measured>} */
    this.measured = new Map();
    const first = questions.filter((question) => question.first);
    const rest = questions.filter((question) => !question.first);
    this.element = make(
      "form",
      { class: "survey", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      ...[...first, ...rest].map((question) => this.#block(question)),
    );
    this.#weigh();
  }

  /** The questions with their answers, those that come first or all others. @param {boolean} first @returns {Block[]} */
  asked(first) {
    return this.questions
      .filter((question) => question.first === first)
      .map((question) => ({
        element: /** @type {HTMLElement} */ (this.blocks.get(question.name)),
        title: question.title,
        said: () => this.#said(question),
      }));
  }

  /** @param {Question} question */
  #said(question) {
    const answer = this.#answer(question.name);
    return answer === undefined ? "" : say(question, answer, this.words);
  }

  /** What was answered otherwise than it was known. */
  get touched() {
    return Object.fromEntries(
      Object.entries(this.answers).filter(
        ([name, answer]) => answer !== (this.known[name] ?? null) || answer === null,
      ),
    );
  }

  /** What was answered to what is asked: an answer to what is not asked any more is none. */
  get given() {
    return Object.fromEntries(
      this.questions
        .filter((question) => question.name in this.answers && this.#isAsked(question))
        .map(({ name }) => [name, this.answers[name]]),
    );
  }

  /** The questions that are asked, by what was answered so far. */
  get open() {
    return this.questions.filter((question) => this.#isAsked(question));
  }

  /** The first question that has to be answered and is not. @returns {Question | undefined} */
  get missing() {
    return this.questions.find(
      (question) => question.needed && this.#isAsked(question) && this.#answer(question.name) === undefined,
    );
  }

  /** The questions whose numbers are seldom so small, and are so all the same. @returns {string[]} */
  get confirmed() {
    return this.open
      .filter(
        (question) => meantBy(question, this.#answer(question.name)).length && this.#isSure(question.name),
      )
      .map(({ name }) => name);
  }

  /** @param {string} name */
  #isSure(name) {
    return this.sure[name] === this.#answer(name);
  }

  /** Why a number is asked about once more; empty where it is not. @param {Question} question */
  #unusual(question) {
    const answer = this.#answer(question.name);
    const isAsked = meantBy(question, answer).length > 0 && !this.#isSure(question.name);
    return isAsked ? this.words.sayWhich : "";
  }

  /** What was answered and cannot be: said here, where it can still be mended. @returns {{name: string, said: string}[]} */
  get flaws() {
    return this.open
      .map((question) => ({
        name: question.name,
        said: flawOf(question, this.#answer(question.name), this.words) || this.#unusual(question),
      }))
      .filter(({ said }) => said);
  }

  /**
   * Show why answers were refused, each beside its question.
   * @param {{name: string, said: string}[]} flaws @param {{isLed?: boolean}} [how] whether one is led to the first
   */
  complain(flaws, { isLed = true } = {}) {
    for (const [name, block] of this.blocks) {
      const said = flaws.filter((flaw) => flaw.name === name).map((flaw) => flaw.said);
      const place = /** @type {HTMLElement} */ (block.querySelector(".flaw"));
      place.textContent = said.join(" ");
      place.hidden = !said.length;
    }
    const worst = isLed && flaws.length && this.blocks.get(flaws[0].name);
    if (worst) /** @type {HTMLElement} */ (worst.querySelector("input, button, select"))?.focus();
  }

  /** @param {string} name @returns {any} undefined where nothing was said */
  #answer(name) {
    return name in this.answers ? this.answers[name] : this.known[name];
  }

  /** @param {Question} question */
  #isAsked({ when }) {
    return when.every((one) => holds(one, { [one.name]: this.#answer(one.name) }));
  }

  /** Answer as if by hand: what was measured is written where one would write it. @param {string} name @param {number} value */
  fill(name, value) {
    const input = /** @type {HTMLInputElement} */ (
      this.blocks.get(name)?.querySelector(`input[name="${name}"]`)
    );
    input.value = String(value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} name @param {any} answer undefined: nothing was said */
  #set(name, answer) {
    if (answer === undefined) delete this.answers[name];
    else this.answers[name] = answer;
    this.complain([]);
    this.#weigh();
    this.element.dispatchEvent(new Event("answered"));
  }

  /** Only what is asked is shown. */
  #weigh() {
    for (const question of this.questions) {
      const block = this.blocks.get(question.name);
      if (block) block.hidden = !this.#isAsked(question);
      const answer = this.#answer(question.name);
      this.measured.get(question.name)?.tell(answer, this.#isSure(question.name));
    }
  }

  /** @param {Question} question */
  #block(question) {
    const { name, title, unit, help, how, drawing } = question;
    const block = make(
      "fieldset",
      { class: "question", "data-question": name },
      make("legend", {}, named(title, unit)),
      make(
        "div",
        { class: "helped", id: `help-${name}` },
        drawing && drawn(drawing),
        make("div", {}, help && make("p", { class: "help" }, help), how && make("p", { class: "help" }, how)),
      ),
      this.#control(question),
      make("p", { class: "flaw", role: "alert", hidden: true }),
      ...this.beside(question),
    );
    this.blocks.set(name, block);
    return block;
  }

  /** @param {Question} question */
  #control(question) {
    if (question.asks === "choice") return this.#choices(question, question.choices ?? []);
    if (question.asks === "flag")
      return this.#choices(question, [
        { value: "true", title: this.words.yes },
        { value: "false", title: this.words.no },
      ]);
    return this.#field(question);
  }

  /** @param {Question} question @param {{value: string, title: string}[]} choices */
  #choices({ name, asks }, choices) {
    const said = this.#answer(name);
    const read = (/** @type {string} */ value) =>
      value === "" ? null : asks === "flag" ? value === "true" : value;
    return make(
      "div",
      { class: "choices large", "aria-describedby": `help-${name}` },
      ...[...choices, { value: "", title: this.words.unknown }].map(({ value, title }) =>
        make(
          "label",
          { class: "choice" },
          make("input", {
            type: "radio",
            name,
            value,
            checked: said !== undefined && String(said ?? "") === value,
            onchange: () => this.#set(name, read(value)),
          }),
          make("span", {}, title),
        ),
      ),
    );
  }

  /** @param {Question} question */
  #field(question) {
    const { name, title, asks, atLeast, atMost } = question;
    const unknown = make("input", {
      type: "checkbox",
      name: `unknown-${name}`,
      checked: this.#answer(name) === null,
      onchange: () => {
        if (unknown.checked) input.value = "";
        this.#set(name, unknown.checked ? null : read());
      },
    });
    const input = make("input", {
      type: { number: "number", date: "date" }[asks] ?? "text",
      name,
      inputMode: asks === "number" ? "decimal" : undefined,
      step: asks === "number" ? "any" : undefined,
      min: atLeast ?? undefined,
      max: atMost ?? undefined,
      value: this.#answer(name) ?? "",
      "aria-label": title,
      "aria-describedby": `help-${name}`,
      oninput: () => {
        unknown.checked = false;
        this.#set(name, read());
      },
    });
    const read = () => {
      if (input.value === "") return name in this.known ? null : undefined;
      return asks === "number" ? Number(input.value) : input.value;
    };
    return make(
      "div",
      {},
      input,
      question.echoes?.length || question.seldomBelow ? this.#told(question, input) : null,
      make("label", { class: "unknown" }, unknown, ` ${this.words.unknown}`),
    );
  }

  /** What a number says in other units, and whether it was meant so. @param {Question} question @param {HTMLInputElement} input */
  #told(question, input) {
    const { name } = question;
    const told = new Measured(question, this.words, {
      confirm: () => {
        this.sure[name] = Number(input.value);
        this.#set(name, this.sure[name]);
        input.focus();
      },
      mean: (value) => {
        this.fill(name, value);
        input.focus();
      },
    });
    this.measured.set(name, told);
    return told.element;
  }
}

// Where somebody else changed what one changed oneself: field by field, who is right.

import { make } from "./make.js";

export class Choice {
  /**
   * @param {import("./form.js").Question[]} questions
   * @param {{name: string, base: any, theirs: any, mine: any}[]} conflicts
   * @param {Record<string, string>} words
   */
  constructor(questions, conflicts, words) {
    this.conflicts = conflicts;
    this.words = words;
    this.questions = questions;
    this.element = make("div", { class: "conflicts" }, ...conflicts.map((conflict) => this.#block(conflict)));
  }

  /** The fields in which the other one is right. */
  get theirs() {
    const chosen = this.element.querySelectorAll("input[value=theirs]:checked");
    return [...chosen].map((/** @type {HTMLInputElement} */ { name }) => name);
  }

  /** What the server says now, by field. */
  get base() {
    return Object.fromEntries(this.conflicts.map(({ name, theirs }) => [name, theirs]));
  }

  /** @param {{name: string, base: any, theirs: any, mine: any}} conflict */
  #block(conflict) {
    const { words } = this;
    const question = this.questions.find(({ name }) => name === conflict.name);
    const say = (/** @type {any} */ answer) => this.#say(question, answer);
    return make(
      "fieldset",
      { class: "question" },
      make("legend", {}, question?.title ?? words.place),
      make("p", { class: "help" }, `${words.base}: ${say(conflict.base)}`),
      make(
        "div",
        { class: "choices large" },
        this.#radio(conflict.name, "mine", `${words.mine}: ${say(conflict.mine)}`, true),
        this.#radio(conflict.name, "theirs", `${words.theirs}: ${say(conflict.theirs)}`, false),
      ),
    );
  }

  /** @param {string} name @param {string} value @param {string} title @param {boolean} checked */
  #radio(name, value, title, checked) {
    return make(
      "label",
      { class: "choice" },
      make("input", { type: "radio", name, value, checked }),
      make("span", {}, title),
    );
  }

  /** An answer in words. @param {import("./form.js").Question | undefined} question @param {any} answer */
  #say(question, answer) {
    if (answer === null || answer === undefined) return this.words.unknown;
    if (typeof answer === "boolean") return answer ? this.words.yes : this.words.no;
    return question?.choices?.find(({ value }) => value === answer)?.title ?? String(answer);
  }
}

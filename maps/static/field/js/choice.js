// Where somebody else changed what one changed oneself: field by field, who is right.

import { say } from "./form.js";
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

  /** The first field that nobody has decided on yet. @returns {HTMLInputElement | null} */
  get undecided() {
    const open = [...this.element.children].find((block) => !block.querySelector("input:checked"));
    return open?.querySelector("input") ?? null;
  }

  /** What the server says now, by field. */
  get base() {
    return Object.fromEntries(this.conflicts.map(({ name, theirs }) => [name, theirs]));
  }

  /** @param {{name: string, base: any, theirs: any, mine: any}} conflict */
  #block(conflict) {
    const { words } = this;
    const question = this.questions.find(({ name }) => name === conflict.name);
    const said = (/** @type {any} */ answer) => say(question, answer, words);
    return make(
      "fieldset",
      { class: "question" },
      make("legend", {}, question?.title ?? words.place),
      make("p", { class: "help" }, `${words.base}: ${said(conflict.base)}`),
      make(
        "div",
        { class: "choices large" },
        this.#radio(conflict.name, "mine", `${words.mine}: ${said(conflict.mine)}`),
        this.#radio(conflict.name, "theirs", `${words.theirs}: ${said(conflict.theirs)}`),
      ),
    );
  }

  /** Neither side is chosen beforehand. @param {string} name @param {string} value @param {string} title */
  #radio(name, value, title) {
    return make(
      "label",
      { class: "choice" },
      make("input", { type: "radio", name, value }),
      make("span", {}, title),
    );
  }
}

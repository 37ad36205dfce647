// One question on a screen where there is room for one, all of them on one page where there is room for all.

import { leaving, words } from "./app.js";
import { make } from "./make.js";

/** From this width on, all questions stand on one page. */
const WIDE = "(min-width: 44rem)";
/** Milliseconds in which one sees what was chosen before the next question comes. */
const SEEN = 160;

export class Pages extends EventTarget {
  /** Which page is shown: the steps, then the overview, then what the overview leads to. */
  #at = 0;
  /** Whoever chooses with the keyboard walks through the choices: only a touch is an answer by itself. */
  #byTouch = false;
  #wide = matchMedia(WIDE);

  /**
   * @param {{steps: HTMLElement[], rest: import("./form.js").Block[], last: Node[], save: () => void,
   *   isReady: () => boolean, parts: Node[]}} how `steps` come one after the other; `last` and a list of the `rest`
   *   close them; `parts` holds all of it in the order of the one page
   */
  constructor({ steps, rest, last, save, isReady, parts }) {
    super();
    this.steps = steps;
    this.rest = rest;
    this.isReady = isReady;
    this.progress = make("p", { class: "progress", role: "status" });
    this.list = make("ul", { class: "answers" });
    this.overview = make("div", { class: "overview" }, make("h3", {}, words.otherQuestions), this.list);
    this.last = /** @type {HTMLElement[]} */ (last);
    this.previous = make(
      "button",
      { type: "button", class: "button quiet", onclick: () => history.back() },
      words.previous,
    );
    this.next = make("button", { type: "button", class: "deed", onclick: () => this.forward() });
    this.save = make("button", { type: "button", class: "deed", onclick: save }, words.save);
    this.element = make(
      "div",
      { class: "pages" },
      this.progress,
      ...parts,
      this.overview,
      make("p", { class: "saving" }, this.previous, this.next, this.save),
    );
    this.#listen();
    this.#lay();
  }

  #listen() {
    const lay = () => this.#lay();
    const popped = (/** @type {PopStateEvent} */ event) => this.#show(event.state?.page ?? 0);
    this.#wide.addEventListener("change", lay);
    addEventListener("popstate", popped);
    leaving(() => {
      this.#wide.removeEventListener("change", lay);
      removeEventListener("popstate", popped);
    });
    this.element.addEventListener("pointerdown", () => {
      this.#byTouch = true;
    });
    this.element.addEventListener("keydown", () => {
      this.#byTouch = false;
    });
    // The buttons take their places while one types, not under the finger that leaves the number.
    this.element.addEventListener("input", () => this.#weigh());
    this.element.addEventListener("change", (/** @type {Event} */ { target }) => this.#answered(target));
  }

  /** Lead to the page of an element. @param {HTMLElement | undefined} element */
  goTo(element) {
    const page = this.#pages.findIndex((one) => one.includes(/** @type {HTMLElement} */ (element)));
    if (page >= 0 && page !== this.#at && !this.#wide.matches) this.#push(page);
  }

  /** The next question that is asked; from one that the overview led to, back there. */
  forward() {
    if (this.#wide.matches) return;
    if (this.#at > this.steps.length) return history.back();
    let page = this.#at + 1;
    while (page < this.steps.length && this.steps[page].hidden) page += 1;
    this.#push(page);
  }

  /** What each page shows. @returns {HTMLElement[][]} */
  get #pages() {
    return [
      ...this.steps.map((step) => [step]),
      [this.overview, ...this.last],
      ...this.rest.map(({ element }) => [element]),
    ];
  }

  /** @param {EventTarget | null} target */
  #answered(target) {
    this.#weigh();
    const isChoice = target instanceof HTMLInputElement && target.type === "radio";
    const question = isChoice && this.#byTouch && target.closest("[data-question]");
    // What contradicts itself is read first.
    if (!question || question.querySelector(".flaw:not([hidden])")) return;
    const asked = this.#at;
    setTimeout(() => this.#at === asked && this.forward(), SEEN);
  }

  /** @param {number} page */
  #push(page) {
    history.pushState({ page }, "");
    this.#show(page);
  }

  /** @param {number} page */
  #show(page) {
    if (page !== this.#at) this.dispatchEvent(new CustomEvent("leave", { detail: this.#at }));
    this.#at = page;
    this.#lay();
    if (this.#wide.matches) return;
    scrollTo(0, 0);
    const shown = this.#pages[page]?.[0];
    const head = shown?.querySelector("legend, h3, button") ?? this.progress;
    if (!(head instanceof HTMLButtonElement)) head.tabIndex = -1;
    head.focus();
  }

  #lay() {
    const isWide = this.#wide.matches;
    const shown = this.#pages[this.#at] ?? [];
    for (const element of this.#pages.flat()) {
      const isAway = isWide ? element === this.overview : !shown.includes(element);
      element.toggleAttribute("data-away", isAway);
    }
    this.#weigh();
  }

  /** What can be done now, and how far one is. */
  #weigh() {
    const isWide = this.#wide.matches;
    const isLast = this.#at === this.steps.length;
    const asked = this.steps.filter((step) => !step.hidden);
    const place = asked.indexOf(this.steps[this.#at]);
    this.progress.hidden = isWide || place < 0;
    this.progress.textContent = words.step
      .replace("{at}", String(place + 1))
      .replace("{all}", String(asked.length));
    this.previous.hidden = isWide || this.#at === 0 || this.#at > this.steps.length;
    this.next.hidden = isWide || isLast;
    const isReady = this.isReady();
    this.save.hidden = !isWide && !(isLast || isReady) && this.#at <= this.steps.length;
    this.save.hidden ||= !isWide && this.#at > this.steps.length;
    this.next.textContent = this.#at > this.steps.length ? words.answered : words.next;
    this.next.className = isReady && this.#at < this.steps.length ? "button" : "deed";
    this.overview.hidden = !this.rest.length;
    this.list.replaceChildren(
      ...this.rest.filter(({ element }) => !element.hidden).map((one) => this.#row(one)),
    );
  }

  /** @param {import("./form.js").Block} block */
  #row(block) {
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "answer", onclick: () => this.goTo(block.element) },
        make("span", { class: "answer-title" }, block.title),
        make("span", { class: "answer-said" }, block.said() || words.notSaid),
      ),
    );
  }
}

// The search box: suggestions while typing, a combobox by the ARIA pattern; Enter without a choice shows all that is found.

import { ask } from "./connection.js";
import { forget, keep, recent } from "./recent.js";

/** Milliseconds after the last letter: a suggestion is to be there within 100. */
const PAUSE = 30;

export class Search {
  /**
   * @param {HTMLElement} form
   * @param {Record<string, string>} words
   * @param {(words: string) => void} announce
   * @param {(hit: any) => void} choose
   * @param {Record<string, string>} [asked] words that go with each question: whom hits are judged for
   */
  constructor(form, words, announce, choose, asked = {}) {
    this.form = form;
    this.words = words;
    this.announce = announce;
    this.choose = choose;
    this.asked = asked;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    this.box = /** @type {HTMLElement} */ (form.querySelector("[role=listbox]"));
    /** @type {any[]} */
    this.hits = [];
    this.active = -1;
    /** what the suggestions are awaited for; empty when nobody waits any more */
    this.awaited = "";
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("focus", () => {
      clearTimeout(this.leaving);
      this.#remember();
    });
    this.input.addEventListener("click", () => this.#remember());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => {
      this.leaving = setTimeout(() => this.#close(), 150);
    });
    form.addEventListener("submit", () => this.#close());
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement | null} */ (
        /** @type {Element} */ (event.target).closest("[role=option]")
      );
      if (option?.dataset.index) this.#take(Number(option.dataset.index));
    });
  }

  #typed() {
    clearTimeout(this.timer);
    this.awaited = "";
    if (!this.input.value) return this.#remember();
    this.timer = setTimeout(() => this.#ask(this.input.value.trim()), PAUSE);
  }

  /** Before anything is typed: what was looked up before, and a way to forget it. */
  #remember() {
    const before = recent();
    if (this.input.value || !before.length) return this.input.value ? undefined : this.#close();
    this.#show([...before, { title: this.words.forget, kind: "", forgets: true }], "", this.words.recent);
  }

  /** @param {string} text */
  async #ask(text) {
    if (text.length < 2) return this.#close();
    this.awaited = text;
    let found;
    try {
      const response = await ask(`/suggest?${new URLSearchParams({ q: text, ...this.asked })}`);
      if (!response.ok) throw new Error(String(response.status));
      found = await response.json();
    } catch {
      if (text === this.awaited) this.#fail();
      return;
    }
    if (text === this.awaited) this.#show(found.suggestions, found.reading);
  }

  /** Say where one looks that there is no answer. */
  #fail() {
    this.hits = [];
    this.active = -1;
    const said = navigator.onLine !== false ? this.words.failed : this.words.searchOffline;
    this.box.replaceChildren(remark(said));
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.announce(said);
  }

  /**
   * @param {any[]} hits
   * @param {string} [reading] what they are found for, if it is not what was typed
   * @param {string} [told] what is said of them, if not how many they are
   */
  #show(hits, reading, told) {
    this.hits = hits;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.box.replaceChildren(...this.hits.map((hit, index) => option(hit, index)));
    const read = reading && this.words.reading.replace("{text}", reading);
    if (!this.hits.length) this.box.replaceChildren(remark(this.words.nothing));
    else if (read) this.box.append(remark(read));
    this.box.hidden = false;
    // On a low screen what is suggested would lie below its edge.
    if (this.box.getBoundingClientRect().bottom > innerHeight) this.form.scrollIntoView({ block: "start" });
    this.input.setAttribute("aria-expanded", "true");
    this.announce(
      told
        ? told
        : this.hits.length
          ? [read, this.words.suggestions.replace("{count}", String(this.hits.length))]
              .filter(Boolean)
              .join(". ")
          : this.words.nothing,
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      // What lies behind the suggestions stays open.
      if (!this.box.hidden) event.preventDefault();
      return this.#close();
    }
    if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      return this.#take(this.active);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.box.hidden || !this.hits.length) return;
    event.preventDefault();
    this.active = following(this.active, step, this.hits.length);
    for (const one of this.box.children)
      one.setAttribute("aria-selected", String(one.id === `suggestion-${this.active}`));
    this.input.setAttribute("aria-activedescendant", `suggestion-${this.active}`);
    this.box.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  #take(index) {
    const hit = this.hits[index];
    if (hit.forgets) {
      forget();
      return this.#close();
    }
    keep(hit);
    this.input.value = hit.title;
    this.#close();
    this.choose(hit);
  }

  #close() {
    clearTimeout(this.timer);
    this.awaited = "";
    this.active = -1;
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/**
 * The suggestion after or before one, round and round; -1 is none.
 * @param {number} active
 * @param {number} step 1 or -1
 * @param {number} count
 */
function following(active, step, count) {
  if (active < 0) return step > 0 ? 0 : count - 1;
  return (active + step + count) % count;
}

/** @param {any} hit @param {number} index */
function option(hit, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.className = "suggestion";
  item.dataset.index = String(index);
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const title = document.createElement("b");
  title.textContent = hit.title;
  const note = document.createElement("span");
  note.textContent = [hit.kind, hit.note].filter(Boolean).join(" · ");
  item.append(title, note);
  return item;
}

/** @param {string} words */
function remark(words) {
  const item = document.createElement("li");
  item.className = "suggestion";
  item.setAttribute("role", "option");
  item.setAttribute("aria-disabled", "true");
  item.textContent = words;
  return item;
}

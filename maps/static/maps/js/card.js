// What takes the place of layers and list in the panel: the card of one feature, or what a search found; the server's
// fragment, with a way back.

import { ask } from "./connection.js";
import { trouble } from "./trouble.js";

export class Card {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} browse what the card takes the place of
   * @param {Record<string, string>} words
   * @param {{back: () => void, again: () => void}} page
   */
  constructor(root, browse, words, { back, again }) {
    this.root = root;
    this.browse = browse;
    this.words = words;
    this.back = back;
    this.again = again;
    /** whether there was no answer, so that it is asked for again */
    this.isWaiting = false;
    /** @type {Element | null} */
    this.cameFrom = null;
    this.asked = 0;
    document.addEventListener("keydown", (event) => {
      // A window that lies above the card is closed by the same key.
      const isOver = /** @type {Element} */ (event.target).closest?.("dialog[open]");
      if (event.key === "Escape" && !event.defaultPrevented && !isOver && !root.hidden) back();
    });
  }

  /**
   * @param {{layer: string, id: number}} feature
   * @param {Record<string, string>} asked the day that it is seen on, whom it is judged for
   * @returns {Promise<{title: string, centre: [number, number] | null} | null>} latitude and longitude
   */
  async show(feature, asked) {
    const row = document.querySelector(
      `.result[data-layer="${feature.layer}"][data-id="${feature.id}"] .result-words`,
    );
    const words = new URLSearchParams({ fragment: "1", ...asked });
    const title = await this.#load(`/${feature.layer}/${feature.id}/?${words}`, row && known(row));
    if (!title) return null;
    const article = /** @type {HTMLElement | null} */ (this.root.querySelector("article"));
    const profile = asked.profile ? `?profile=${asked.profile}` : "";
    if (article) this.#addTo(article, `/${feature.layer}/${feature.id}/beside${profile}`);
    const { lat, lon } = article?.dataset ?? {};
    return { title, centre: lat && lon ? [Number(lat), Number(lon)] : null };
  }

  /**
   * What a text finds.
   * @param {string} text @param {Record<string, string>} asked the place that distances are told from, and for whom
   * @returns {Promise<string | null>} its heading
   */
  found(text, asked) {
    return this.#load(`/search?${new URLSearchParams({ q: text, fragment: "1", ...asked })}`);
  }

  /** What is near, and what happened: below the card, when it is read already. @param {Element} article @param {string} address */
  async #addTo(article, address) {
    try {
      const response = await ask(address);
      if (!response.ok) return;
      const template = document.createElement("template");
      template.innerHTML = await response.text();
      article.append(template.content);
    } catch {
      // The page of the object has all of it.
    }
  }

  /**
   * @param {string} address
   * @param {HTMLElement | null} [known] what is told without an answer
   * @returns {Promise<string | null>} the heading; null where something else was asked since
   */
  async #load(address, known) {
    const question = ++this.asked;
    if (this.root.hidden) this.cameFrom = document.activeElement;
    let body = "";
    let refusal = "";
    try {
      const response = await ask(address);
      if (response.ok) body = await response.text();
      else refusal = (await response.json()).detail;
    } catch {
      // No answer: it is asked for again, by whoever reads or when there is a connection.
    }
    if (question !== this.asked) return null;
    this.isWaiting = !body && !refusal;
    const shown = body ? fragment(body) : trouble(this.words, this.isWaiting ? this.again : null, refusal);
    this.root.replaceChildren(this.#backButton(), ...(known && !body ? [known, shown] : [shown]));
    this.root.hidden = false;
    this.browse.hidden = true;
    const title = /** @type {HTMLElement | null} */ (this.root.querySelector("h1"));
    title?.focus({ preventScroll: true });
    // On a low screen the whole panel scrolls, and not its body alone.
    for (const scroller of [this.root.parentElement, this.root.closest(".panel")]) scroller?.scrollTo(0, 0);
    return title?.textContent ?? "";
  }

  /** Ask again for what had no answer. */
  retry() {
    if (this.isWaiting && !this.root.hidden) this.again();
  }

  close() {
    this.asked += 1;
    this.isWaiting = false;
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.browse.hidden = false;
    const before = this.cameFrom instanceof HTMLElement ? this.cameFrom : null;
    // The list was written anew meanwhile: the same object is in another row.
    const row = /** @type {HTMLElement | null} */ (before?.closest(".result[data-id]") ?? null);
    const alike =
      row &&
      this.browse.querySelector(
        `.result[data-layer="${row.dataset.layer}"][data-id="${row.dataset.id}"] .result-link`,
      );
    const there = before?.isConnected && before !== document.body ? before : alike;
    // Who came by a link has been nowhere on this page: the list is where they go on.
    const back = there ?? this.browse.querySelector("[aria-selected=true]");
    /** @type {HTMLElement | null} */ (back)?.focus({ preventScroll: there === before });
  }

  #backButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card-back";
    button.textContent = `← ${this.words.back}`;
    button.addEventListener("click", () => this.back());
    return button;
  }
}

/** @param {string} html from our own templates, where all user text is escaped */
function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("article, main") ?? template.content;
}

/** What a row of the list says of an object: it stays true where its card cannot be had. @param {Element} row */
function known(row) {
  const said = document.createElement("header");
  const title = document.createElement("h1");
  title.className = "card-title";
  title.tabIndex = -1;
  title.textContent = row.querySelector(".result-title")?.textContent ?? "";
  const facts = document.createElement("p");
  facts.textContent = row.querySelector(".result-facts")?.textContent ?? "";
  said.append(title, facts);
  return said;
}

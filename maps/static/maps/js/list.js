// The list: the same features as on the map, nearest to its middle first; each lights its like on the map.

import { ask } from "./connection.js";
import { trouble } from "./trouble.js";

export class List {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} chips where the filters stand that the server tells in words
   * @param {Record<string, string>} words
   * @param {{light: (feature: any) => void, choose: (feature: any) => void, more: () => void, again: () => void, drop: (word: string) => void}} page
   */
  constructor(root, chips, words, page) {
    this.root = root;
    this.chips = chips;
    this.words = words;
    this.again = page.again;
    this.asked = 0;
    /** how many rows are wanted, if more than at first */
    this.length = "";
    /** the question that the list answers */
    this.address = "";
    root.addEventListener("click", (event) => {
      const more = /** @type {HTMLElement | null} */ (
        /** @type {Element} */ (event.target).closest("[data-more]")
      );
      if (more) {
        this.length = more.dataset.more ?? "";
        return page.more();
      }
      const row = rowOf(event);
      // The box that picks a row out does not open it.
      if (/** @type {Element} */ (event.target).closest(".pick")) return;
      if (!row || /** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey)
        return;
      event.preventDefault();
      page.choose(featureOf(row));
    });
    root.addEventListener("keydown", (event) => this.#stride(event));
    for (const name of ["pointerover", "focusin"]) {
      root.addEventListener(name, (event) => {
        const row = rowOf(event);
        page.light(row ? featureOf(row) : null);
      });
    }
    root.addEventListener("pointerleave", () => page.light(null));
    chips.addEventListener("click", (event) => {
      const chip = /** @type {HTMLElement | null} */ (
        /** @type {Element} */ (event.target).closest("[data-drop]")
      );
      if (chip) page.drop(chip.dataset.drop ?? "");
    });
  }

  /**
   * @param {URLSearchParams} params
   * @returns {Promise<number | null>} how many features match; null when a newer question was asked, or none answered
   */
  async load(params) {
    const question = ++this.asked;
    const address = String(params);
    // More rows of the same question: another one begins at its first rows.
    if (address !== this.address) this.length = "";
    this.address = address;
    if (this.length) params.set("shown", this.length);
    try {
      const response = await ask(`/list?${params}`);
      if (!response.ok) throw new Error(String(response.status));
      const text = await response.text();
      if (question !== this.asked) return null;
      this.#write(text);
    } catch {
      // A late failure says nothing about a newer answer.
      if (question === this.asked) this.root.replaceChildren(trouble(this.words, this.again));
      return null;
    }
    const count = /** @type {HTMLElement | null} */ (this.root.querySelector("[data-count]"));
    return count ? Number(count.dataset.count) : null;
  }

  /** How much there is, and what is nearest, for those who do not see it. */
  get said() {
    return /** @type {HTMLElement | null} */ (this.root.querySelector("[data-said]"))?.dataset.said ?? "";
  }

  /** Up and down, Home and End go from row to row. @param {KeyboardEvent} event */
  #stride(event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".result-link")]);
    const at = rows.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  }

  /** The rows, and the chips; what had the focus has it again. @param {string} html from our own templates */
  #write(html) {
    const focused = /** @type {HTMLElement | null} */ (
      document.activeElement?.closest(".result, [data-drop]")
    );
    const name = focused?.dataset.id && `${focused.dataset.layer}/${focused.dataset.id}`;
    const wasChip = focused?.dataset.drop;
    this.root.innerHTML = html;
    this.root.dispatchEvent(new CustomEvent("written"));
    this.chips.replaceChildren(...this.root.querySelectorAll("[data-chips]"));
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".result")))
      if (name === `${row.dataset.layer}/${row.dataset.id}`)
        row.querySelector("a")?.focus({ preventScroll: true });
    if (wasChip) (this.chips.querySelector("button") ?? document.getElementById("tab-list"))?.focus();
  }

  /** @param {string} key `layer/id` of what the pointer is over on the map */
  light(key) {
    for (const row of this.root.querySelectorAll(".result")) {
      const { layer, id } = /** @type {HTMLElement} */ (row).dataset;
      row.classList.toggle("is-lit", `${layer}/${id}` === key);
    }
  }
}

/** @param {Event} event */
function rowOf(event) {
  return /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".result"));
}

/** @param {HTMLElement} row */
function featureOf(row) {
  const { layer = "", id, lat, lon } = row.dataset;
  return { layer, id: Number(id), centre: lat && lon ? [Number(lat), Number(lon)] : undefined };
}

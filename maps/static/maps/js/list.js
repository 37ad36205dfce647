// The list: the same features as on the map, nearest to its middle first; each lights its like on the map.

export class List {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(feature: {layer: string, id: number} | null) => void} light
   * @param {(feature: {layer: string, id: number}) => void} choose
   */
  constructor(root, words, light, choose) {
    this.root = root;
    this.words = words;
    this.asked = 0;
    root.addEventListener("click", (event) => {
      const row = rowOf(event);
      if (!row || /** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey)
        return;
      event.preventDefault();
      choose(featureOf(row));
    });
    for (const name of ["pointerover", "focusin"]) {
      root.addEventListener(name, (event) => {
        const row = rowOf(event);
        light(row ? featureOf(row) : null);
      });
    }
    root.addEventListener("pointerleave", () => light(null));
  }

  /**
   * @param {URLSearchParams} params
   * @returns {Promise<number | null>} how many features match; null when a newer question was asked, or none answered
   */
  async load(params) {
    const question = ++this.asked;
    try {
      const response = await fetch(`/list?${params}`);
      if (!response.ok) throw new Error(String(response.status));
      const text = await response.text();
      if (question !== this.asked) return null;
      this.root.innerHTML = text;
    } catch {
      // A late failure says nothing about a newer answer.
      if (question === this.asked) this.root.textContent = this.words.failed;
      return null;
    }
    const count = /** @type {HTMLElement | null} */ (this.root.querySelector("[data-count]"));
    return count ? Number(count.dataset.count) : null;
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
  return { layer: row.dataset.layer ?? "", id: Number(row.dataset.id) };
}

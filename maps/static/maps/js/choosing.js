// Rows of the list picked out one by one, over several views: shown alone on the map, and in tables and files with it.

/** As many as an address may name (layers/query.py). */
const MOST = 500;

export class Choosing {
  /**
   * @param {HTMLElement} list whose rows are written anew with every view
   * @param {HTMLElement} button that begins and ends it
   * @param {HTMLElement} bar what is done with those that are picked out
   * @param {Record<string, string>} words
   * @param {{light: (features: any[]) => void, show: (picked: Map<string, string>) => void, number: (n: number) => string}} page
   */
  constructor(list, button, bar, words, page) {
    this.list = list;
    this.button = button;
    this.bar = bar;
    this.words = words;
    this.page = page;
    /** @type {Set<string>} `layer/id` */
    this.picked = new Set();
    button.addEventListener("click", () => this.#set(!this.isOn));
    list.addEventListener("written", () => {
      if (this.isOn) this.#addBoxes();
    });
    list.addEventListener("change", (event) => this.#pick(/** @type {HTMLInputElement} */ (event.target)));
    bar.querySelector("[data-alone]")?.addEventListener("click", () => {
      const picked = this.byLayer;
      this.#set(false);
      page.show(picked);
    });
    bar.querySelector("[data-none]")?.addEventListener("click", () => {
      this.picked.clear();
      this.#addBoxes();
      button.focus();
    });
  }

  get isOn() {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  /** The numbers of those that are picked out, as a word of the address has them, by layer. */
  get byLayer() {
    /** @type {Map<string, string>} */
    const found = new Map();
    for (const key of this.picked) {
      const [layer, id] = key.split("/");
      found.set(layer, [found.get(layer), id].filter(Boolean).join(","));
    }
    return found;
  }

  /** @param {boolean} on */
  #set(on) {
    this.button.setAttribute("aria-pressed", String(on));
    this.picked.clear();
    this.#addBoxes();
  }

  /** Every row has a box as long as rows are picked out. */
  #addBoxes() {
    const on = this.isOn;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(".result"))) {
      const key = `${row.dataset.layer}/${row.dataset.id}`;
      row.querySelector(".pick")?.remove();
      if (on) row.prepend(this.#box(key, row.querySelector(".result-title")?.textContent ?? ""));
    }
    this.#say();
  }

  /** @param {string} key @param {string} title */
  #box(key, title) {
    const label = document.createElement("label");
    label.className = "pick";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = key;
    box.checked = this.picked.has(key);
    box.setAttribute("aria-label", this.words.pick.replace("{title}", title));
    label.append(box);
    return label;
  }

  /** @param {HTMLInputElement} box */
  #pick(box) {
    if (!box.closest(".pick")) return;
    if (box.checked && this.picked.size >= MOST) box.checked = false;
    else if (box.checked) this.picked.add(box.value);
    else this.picked.delete(box.value);
    this.#say();
  }

  #say() {
    const keys = [...this.picked];
    this.bar.hidden = !keys.length;
    const said = this.bar.querySelector("output");
    if (said) said.textContent = this.words.picked.replace("{count}", this.page.number(keys.length));
    this.page.light(
      keys.map((key) => {
        const [layer, id] = key.split("/");
        return { layer, id: Number(id) };
      }),
    );
  }
}

// The layers in the panel: switches, counts, and legends that are the filters.
import { ask } from "./connection.js";
import { setFilter, words } from "./state.js";

export class Layers {
  /**
   * @param {HTMLElement} root
   * @param {import("./state.js").State} state
   * @param {any} catalogue
   * @param {() => void} changed
   */
  constructor(root, state, catalogue, changed) {
    this.root = root;
    this.state = state;
    this.catalogue = catalogue;
    this.changed = changed;
    root.addEventListener("change", (event) => this.#switched(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("submit", (event) => this.#filtered(event));
    this.render();
  }

  /** @param {string} slug */
  switchOn(slug) {
    if (this.state.layers.includes(slug)) return;
    this.#set(slug, true);
    this.render();
    this.changed();
  }

  /** Which layers begin nearer than the map is. @param {number} zoom */
  zoomed(zoom) {
    for (const hint of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-closer]"))) {
      const slug = hint.dataset.closer ?? "";
      hint.hidden = !this.state.layers.includes(slug) || this.catalogue.layers[slug].zooms[0] <= zoom;
    }
  }

  /** The pages of the layers show what the map shows. @param {URLSearchParams} own words of the page: language, theme */
  lead(own) {
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      this.root.querySelectorAll("a.layer-more")
    )) {
      const slug = link.pathname.slice(1, -1);
      const asked = words(this.state, [slug]).map(([name, value]) => [name.replace(`${slug}.`, ""), value]);
      link.search = String(new URLSearchParams([...asked, ...own]));
    }
  }

  /** Show the state: which layers are on, which classes are chosen. */
  render() {
    for (const box of this.root.querySelectorAll("input[name=layers]")) {
      const input = /** @type {HTMLInputElement} */ (box);
      input.checked = this.state.layers.includes(input.value);
    }
    for (const legend of this.#legends()) {
      const slug = legend.dataset.legendOf ?? "";
      this.#renderForm(legend, slug);
      legend.hidden = !this.state.layers.includes(slug);
      const chosen = this.#chosen(slug, legend.dataset.field ?? "");
      legend.classList.toggle("has-choice", chosen.length > 0);
      for (const button of legend.querySelectorAll("button.class")) {
        const { value } = /** @type {HTMLElement} */ (button).dataset;
        button.setAttribute("aria-pressed", String(chosen.includes(value ?? "")));
      }
    }
  }

  /** @param {Event} event */
  #switched(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.name !== "layers") return;
    this.#set(input.value, input.checked);
    this.render();
    this.changed();
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("button"));
    const clear = target.closest("form.filters a");
    const legend = /** @type {HTMLElement | null} */ (target.closest("[data-legend-of]"));
    const slug = legend?.dataset.legendOf ?? "";
    if (clear && legend) {
      event.preventDefault();
      this.state.filters.delete(slug);
      this.render();
      this.changed();
    }
    if (!button || !legend) return;
    if (button.classList.contains("class"))
      this.#toggleClass(slug, legend.dataset.field ?? "", button.dataset.value ?? "");
    else if (button.dataset.filtersOf) this.#openFilters(button, legend, slug);
  }

  /** @param {string} slug @param {string} field @param {string} value */
  #toggleClass(slug, field, value) {
    const chosen = new Set(this.#chosen(slug, field));
    if (!chosen.delete(value)) chosen.add(value);
    setFilter(this.state, slug, field, [...chosen].join(","));
    this.render();
    this.changed();
  }

  /** @param {HTMLElement} button @param {HTMLElement} legend @param {string} slug */
  #openFilters(button, legend, slug) {
    const slot = /** @type {HTMLElement} */ (legend.querySelector(".filters-slot"));
    slot.hidden = !slot.hidden;
    button.setAttribute("aria-expanded", String(!slot.hidden));
    this.#renderForm(legend, slug);
  }

  /** An open form of filters says what the state says. @param {HTMLElement} legend @param {string} slug */
  async #renderForm(legend, slug) {
    const slot = /** @type {HTMLElement} */ (legend.querySelector(".filters-slot"));
    const params = new URLSearchParams([...(this.state.filters.get(slug) ?? [])]);
    params.set("fragment", "filters");
    const address = `/${slug}/?${params}`;
    if (slot.hidden || slot.dataset.shows === address) return;
    slot.dataset.shows = address;
    try {
      const response = await ask(address);
      if (!response.ok) throw new Error(String(response.status));
      const html = await response.text();
      if (slot.dataset.shows !== address) return;
      const isOpened = !slot.childElementCount;
      slot.innerHTML = html;
      // Below the fold nobody sees that it opened.
      const foot = slot.closest(".panel-body")?.getBoundingClientRect().bottom ?? innerHeight;
      if (isOpened && slot.getBoundingClientRect().bottom > foot)
        slot.previousElementSibling?.scrollIntoView({ block: "start" });
    } catch {
      slot.dataset.shows = "";
      slot.textContent = this.catalogue.words.failed;
    }
  }

  /** @param {SubmitEvent} event */
  #filtered(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const slug = form.dataset.layer;
    if (!slug) return;
    event.preventDefault();
    this.state.filters.set(slug, fold(new FormData(form)));
    this.render();
    this.changed();
  }

  /** @param {string} slug @param {boolean} on */
  #set(slug, on) {
    const order = Object.keys(this.catalogue.layers);
    const chosen = new Set(this.state.layers);
    if (on) chosen.add(slug);
    else chosen.delete(slug);
    this.state.layers = order.filter((one) => chosen.has(one));
  }

  /** @param {string} slug @param {string} field @returns {string[]} */
  #chosen(slug, field) {
    const value = this.state.filters.get(slug)?.get(field);
    return value ? value.split(",") : [];
  }

  #legends() {
    return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[data-legend-of]")]);
  }
}

/**
 * The words of a filter form: several choices become one word, the two ends of a range become `from..to`.
 * @param {FormData} data
 */
export function fold(data) {
  /** @type {Map<string, string>} */
  const words = new Map();
  for (const [name, raw] of data) {
    const value = String(raw).trim();
    if (!value) continue;
    const end = /^(.*)\.(from|to)$/.exec(name);
    if (end) {
      const [lower, upper] = (words.get(end[1]) ?? "..").split("..");
      words.set(end[1], end[2] === "from" ? `${value}..${upper}` : `${lower}..${value}`);
    } else {
      const before = words.get(name);
      words.set(name, before ? `${before},${value}` : value);
    }
  }
  return words;
}

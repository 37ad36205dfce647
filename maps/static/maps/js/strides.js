// Walking through the objects on the map by the keyboard: what the keys do, and what is said of where one is.
import { ask } from "./connection.js";
import { nearest, next, sentence, wind } from "./walk.js";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

export class Strides {
  /**
   * @param {any} map
   * @param {any} overlay
   * @param {any} catalogue
   * @param {import("./symbols.js").Symbols} symbols
   * @param {{say: (words: string) => void, light: (one: any) => void, open: (one: any) => void}} page
   */
  constructor(map, overlay, catalogue, symbols, page) {
    this.map = map;
    this.overlay = overlay;
    this.catalogue = catalogue;
    this.symbols = symbols;
    this.page = page;
    /** @type {import("./tiles.js").Drawn | null} */
    this.at = null;
    map
      .getContainer()
      .addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event), true);
    map.getContainer().addEventListener("blur", () => this.end());
  }

  begin() {
    const { words } = this.catalogue;
    this.#step(nearest(this.overlay.drawn, this.#middle()), words.walkNothing, this.#middle());
  }

  end() {
    if (this.at) this.page.light(null);
    this.at = null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.at) {
      if (event.code === "KeyO") this.#take(event, () => this.begin());
      return;
    }
    const here = this.at;
    if (ARROWS.includes(event.key)) {
      this.#take(event, () => {
        const name = `${here.feature.layer}/${here.feature.id}`;
        this.#step(next(this.overlay.drawn, here, event.key, name), this.catalogue.words.walkEnd, here);
      });
    } else if (event.key === "Enter") this.#take(event, () => this.page.open(here.feature));
    else if (event.key === "Escape") this.#take(event, () => this.end());
  }

  /** @param {KeyboardEvent} event @param {() => void} deed */
  #take(event, deed) {
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  /**
   * @param {import("./tiles.js").Drawn | null} one
   * @param {string} failure said when there is none
   * @param {{x: number, y: number}} from
   */
  async #step(one, failure, from) {
    if (!one) return this.page.say(failure);
    this.at = one;
    this.page.light(one.feature);
    if (
      !this.map
        .getPixelBounds()
        .pad(-0.1)
        .contains(this.map.project(this.#place(one)))
    )
      this.map.panTo(this.#place(one), { animate: false });
    const way = this.#way(from, one);
    const told = await this.#told(one.feature);
    if (this.at === one) this.page.say(sentence({ ...told, state: this.#state(one.feature), way }));
  }

  /** What it is called, and why it is as it is. @param {any} feature */
  async #told({ layer, id }) {
    const { profile, layers } = this.catalogue;
    try {
      const whom = profile ? `&profile=${profile}` : "";
      const response = await ask(`/${layer}/${id}/?fragment=1${whom}`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const card = /** @type {HTMLElement | null} */ (page.querySelector("article.card"));
      return { title: page.querySelector("h1")?.textContent ?? "", reason: card?.dataset.reason ?? "" };
    } catch {
      return { title: layers[layer].one, reason: "" };
    }
  }

  /** @param {any} feature */
  #state({ layer, values }) {
    const { field } = this.catalogue.layers[layer].legend;
    return field
      ? this.symbols.entry(layer, String(values[field] ?? "")).title
      : this.catalogue.layers[layer].one;
  }

  /** Metres and direction. @param {{x: number, y: number}} from @param {{x: number, y: number}} to */
  #way(from, to) {
    const metres = this.map.distance(this.#place(from), this.#place(to));
    const rounded = metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10;
    const { words } = this.catalogue;
    return `${rounded} ${words.metres} ${words[wind(from, to)]}`;
  }

  /** @param {{x: number, y: number}} point of the map's layer */
  #place({ x, y }) {
    return this.map.layerPointToLatLng([x, y]);
  }

  #middle() {
    return this.map.containerPointToLayerPoint(this.map.getSize().divideBy(2));
  }
}

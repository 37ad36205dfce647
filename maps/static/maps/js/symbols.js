// Symbols for the canvas: drawn once from the catalogue's paths, then stamped. A layer has one shape; a class has one
// colour and one glyph; what is unknown is hollow.

/** @typedef {{light: string, dark: string, glyph: string, tone: string, value: string, title: string}} Entry */

/** What is drawn beside the colours of the classes, by the page's look. */
const INKS = {
  light: { page: "#ffffff", text: "#1B1F23", second: "#4A4F55", mark: "#3A4046", accent: "#0B5CAD" },
  dark: { page: "#14171a", text: "#ECEFF1", second: "#AEB6BE", mark: "#ECEFF1", accent: "#7DB8F5" },
  contrast: { page: "#ffffff", text: "#000000", second: "#000000", mark: "#000000", accent: "#00309E" },
};

export class Symbols {
  /** @param {any} catalogue */
  constructor(catalogue) {
    this.catalogue = catalogue;
    /** @type {Map<string, HTMLCanvasElement>} */
    this.sprites = new Map();
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    for (const layer of Object.values(catalogue.layers)) {
      for (const entry of layer.legend.classes) this.entries.set(`${layer.slug}|${entry.value}`, entry);
    }
    this.dark = false;
    this.ink = INKS.light;
  }

  /** @param {keyof typeof INKS} look */
  setLook(look) {
    this.dark = look === "dark";
    this.ink = INKS[look];
    this.sprites.clear();
  }

  /** @param {string} layer @param {string} value @returns {Entry} */
  entry(layer, value) {
    const found = this.entries.get(`${layer}|${value}`) ?? this.entries.get(`${layer}|`);
    return (
      found ?? { light: "#56616B", dark: "#A7B0B9", glyph: "question", tone: "unknown", value, title: value }
    );
  }

  /** @param {string} layer @param {string} value */
  colour(layer, value) {
    const entry = this.entry(layer, value);
    return this.dark ? entry.dark : entry.light;
  }

  /**
   * A symbol of `size` CSS pixels.
   * @param {string} layer
   * @param {string} value
   * @param {number} size
   */
  sprite(layer, value, size) {
    const key = `${layer}|${value}|${size}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      sprite = this.#draw(layer, value, size);
      this.sprites.set(key, sprite);
    }
    return sprite;
  }

  /** A layer's shape without a class, of 16 CSS pixels: says which layer a cluster is of. @param {string} layer */
  mark(layer) {
    let mark = this.sprites.get(layer);
    if (!mark) {
      const { canvas, context, outline } = this.#sheet(layer, 16);
      context.fillStyle = this.ink.mark;
      context.strokeStyle = this.ink.page;
      context.lineWidth = 5;
      context.stroke(outline);
      context.fill(outline);
      mark = canvas;
      this.sprites.set(layer, mark);
    }
    return mark;
  }

  /** A layer's shape as blank paper: a faded symbol lies on it, not on the words of the ground. @param {string} layer @param {number} size */
  blank(layer, size) {
    const key = `${layer}|blank|${size}|`;
    let blank = this.sprites.get(key);
    if (!blank) {
      const { canvas, context, outline } = this.#sheet(layer, size);
      context.fillStyle = context.strokeStyle = this.ink.page;
      context.lineWidth = 1.6;
      context.stroke(outline);
      context.fill(outline);
      blank = canvas;
      this.sprites.set(key, blank);
    }
    return blank;
  }

  /** A canvas of `size` CSS pixels for a layer's shape. @param {string} layer @param {number} size */
  #sheet(layer, size) {
    const shape = this.catalogue.shapes[this.catalogue.layers[layer].shape];
    const ratio = window.devicePixelRatio || 1;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(size * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale((size * ratio) / 27, (size * ratio) / 27);
    context.translate(1.5, 1.5);
    context.lineJoin = context.lineCap = "round";
    return { canvas, context, shape, outline: new Path2D(shape.outline) };
  }

  /** @param {string} layer @param {string} value @param {number} size */
  #draw(layer, value, size) {
    const entry = this.entry(layer, value);
    const { canvas, context, shape, outline } = this.#sheet(layer, size);
    const colour = this.dark ? entry.dark : entry.light;
    const hollow = entry.tone === "unknown";
    context.fillStyle = hollow ? this.ink.page : colour;
    context.fill(outline);
    context.lineWidth = hollow ? 2.4 : 1.6;
    context.strokeStyle = hollow ? colour : this.ink.page;
    context.stroke(outline);
    if (size >= SMALLEST_GLYPH && entry.glyph) {
      // A glyph fills more of a small shape: nobody should have to tell red from green.
      const growth = Math.min(MOST_GROWN, Math.max(1, FULL / size));
      context.translate(shape.centre[0], shape.centre[1]);
      context.scale(growth, growth);
      context.lineWidth = 2.1;
      context.strokeStyle = hollow ? colour : this.ink.page;
      context.stroke(new Path2D(this.catalogue.glyphs[entry.glyph]));
    }
    return canvas;
  }
}

/** From this size on, in CSS pixels, a glyph is told from another; from the next one on it has its own measure. */
const SMALLEST_GLYPH = 10;
const FULL = 18;
const MOST_GROWN = 1.6;

/** The share of the view that symbols may cover: a heap of symbols shows nothing, small dots show a density. */
const COVERAGE = 0.12;

/**
 * The size of symbols, in CSS pixels: smaller from afar, and smaller where there is much.
 * @param {number} zoom
 * @param {number} count of features in view
 * @param {number} area of the view in square pixels
 */
export function sizeAt(zoom, count, area) {
  const byZoom = Math.max(8, Math.min(27, 8 + (zoom - 11) * 3.2));
  const byCount = Math.sqrt((COVERAGE * area) / Math.max(1, count));
  const least = zoom >= 13 ? SMALLEST_GLYPH + 2 : 7;
  return Math.max(least, Math.round(Math.min(byZoom, byCount)));
}

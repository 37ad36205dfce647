// Draws features on a canvas: shapes first, points over them, what is chosen above all. Knows no map library.
import { clusterRadius } from "./clusters.js";
import { sizeAt } from "./symbols.js";

/** Half a diagonal, in metres, of the squares by which a place that is not published exactly is given. */
const FARTHEST_OFF = 500 / Math.SQRT2;
/** The share of the view's side that a circle may take: close by, its edge is still seen. */
const WIDEST = 0.4;
/** A line or an edge that is shorter than this has no symbol on it, which is so large, in pixels. */
const ROOM = 24;
const MARK = 16;
/** How much is left of a symbol of what was looked at long ago. */
const FADED = 0.5;
const FONT = "'Source Sans 3 Variable', sans-serif";

/** @typedef {import("./tiles.js").Drawn} Drawn */

/**
 * @typedef {object} View
 * @property {number} zoom
 * @property {number} metresPerPixel
 * @property {number} area in square pixels
 * @property {Drawn[]} [outlines] of what is drawn at a point: how large it is on the ground
 * @property {(one: Drawn) => boolean} isChosen
 */

export class Painter {
  /** @param {any} catalogue @param {import("./symbols.js").Symbols} symbols */
  constructor(catalogue, symbols) {
    this.catalogue = catalogue;
    this.symbols = symbols;
  }

  /** @param {CanvasRenderingContext2D} context @param {Drawn[]} drawn @param {View} view */
  paint(context, drawn, view) {
    const size = sizeAt(view.zoom, drawn.length, view.area);
    const clusters = drawn.filter((one) => one.feature.values.n);
    const several = new Set(clusters.map((one) => one.feature.layer)).size > 1;
    const filled = new Set();
    const outlined = new Set();
    for (const one of view.outlines ?? []) {
      this.#outline(context, one);
      outlined.add(`${one.feature.layer}/${one.feature.id}`);
    }
    for (const one of drawn) if (one.path) this.#shape(context, one, filled);
    for (const one of this.#roomiest(drawn)) this.#mark(context, one);
    for (const one of drawn) {
      if (one.path || one.feature.values.n) continue;
      // A symbol must not hide how large the thing is.
      const side = outlined.has(`${one.feature.layer}/${one.feature.id}`) ? Math.min(size, MARK) : size;
      this.#point(context, one, side, view);
    }
    for (const one of clusters) {
      if (one.feature.values.n === 1) this.#lone(context, one, size);
      else this.#cluster(context, one, several);
    }
    for (const one of drawn) if (view.isChosen(one)) this.#chosen(context, one, size);
  }

  /** @param {import("./tiles.js").Feature} feature */
  classOf(feature) {
    const field = this.catalogue.layers[feature.layer].legend.field;
    return field ? String(feature.values[field] ?? "") : "";
  }

  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {Set<string>} filled */
  #shape(context, one, filled) {
    const { feature, path, clip } = one;
    if (!path || !clip) return;
    const value = this.classOf(feature);
    context.save();
    context.clip(clip);
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = context.fillStyle = this.symbols.colour(feature.layer, value);
    // Ten projects in one park tint it once, or it would be as dark as a wall. What is known to lie somewhere in a
    // settlement has its outline only: it would tint the whole city.
    const place = `${Math.round(one.x)}/${Math.round(one.y)}`;
    const isTinted =
      isFilled(feature, this.symbols.entry(feature.layer, value).tone) && !feature.values.approximate;
    if (isTinted && !filled.has(place)) {
      filled.add(place);
      context.globalAlpha = 0.09;
      context.fill(path, "evenodd");
      context.globalAlpha = 1;
    }
    // A whole street that something is only known to lie along must not be louder than what is known exactly.
    context.lineWidth = feature.type === 3 || feature.values.approximate ? 2 : 4;
    context.setLineDash(feature.values.approximate ? [7, 6] : []);
    context.stroke(path);
    context.restore();
  }

  /** How large a thing is on the ground; what juts out of its tile is not cut off. */
  /** @param {CanvasRenderingContext2D} context @param {Drawn} one */
  #outline(context, { feature, path }) {
    if (!path) return;
    context.save();
    context.strokeStyle = context.fillStyle = this.symbols.colour(feature.layer, this.classOf(feature));
    context.globalAlpha = 0.25;
    context.fill(path);
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.stroke(path);
    context.restore();
  }

  /**
   * Of each line and area whose state is told, the piece that has most room for a symbol: colour alone tells nobody
   * who does not see it.
   * @param {Drawn[]} drawn
   */
  #roomiest(drawn) {
    /** @type {Map<string, Drawn>} */
    const best = new Map();
    for (const one of drawn) {
      const { layer, id } = one.feature;
      if (!one.path || !this.catalogue.layers[layer].legend.field) continue;
      const room = best.get(`${layer}/${id}`)?.room ?? ROOM;
      if ((one.room ?? 0) > room) best.set(`${layer}/${id}`, one);
    }
    return best.values();
  }

  /** @param {CanvasRenderingContext2D} context @param {Drawn} one */
  #mark(context, one) {
    const sprite = this.symbols.sprite(one.feature.layer, this.classOf(one.feature), MARK);
    context.drawImage(sprite, one.x - MARK / 2, one.y - MARK / 2, MARK, MARK);
  }

  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {number} size @param {View} view */
  #point(context, one, size, view) {
    const { feature } = one;
    const value = this.classOf(feature);
    let side = size;
    if (feature.values.approximate) {
      this.#uncertainty(context, one, value, Math.max(size * 0.9, uncertainty(view)));
      side = Math.min(size, 17);
    }
    const stamp = (/** @type {HTMLCanvasElement} */ sprite) =>
      context.drawImage(sprite, one.x - side / 2, one.y - side / 2, side, side);
    if (feature.values.faded) {
      stamp(this.symbols.blank(feature.layer, side));
      context.globalAlpha = FADED;
    }
    stamp(this.symbols.sprite(feature.layer, value, side));
    context.globalAlpha = 1;
    if (feature.values.restricted) this.#restriction(context, one, side / 2 + 3);
    const label = this.catalogue.layers[feature.layer].label;
    if (label && view.zoom >= 17 && feature.values[label]) {
      context.font = `600 11px ${FONT}`;
      context.textAlign = "center";
      context.fillStyle = this.symbols.ink.second;
      context.fillText(String(feature.values[label]), one.x, one.y + 16);
    }
  }

  /** What is not exact is a circle with a dashed edge, never a pin. */
  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {string} value @param {number} radius */
  #uncertainty(context, one, value, radius) {
    context.save();
    context.beginPath();
    context.arc(one.x, one.y, radius, 0, 2 * Math.PI);
    context.fillStyle = context.strokeStyle = this.symbols.colour(one.feature.layer, value);
    context.globalAlpha = 0.07;
    context.fill();
    context.globalAlpha = 1;
    context.setLineDash([5, 4]);
    context.lineWidth = 1.5;
    context.stroke();
    context.restore();
  }

  /** What staff see and the public does not, or not there: a dotted ring in the colour of text. */
  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {number} radius */
  #restriction(context, one, radius) {
    context.save();
    context.beginPath();
    context.arc(one.x, one.y, radius, 0, 2 * Math.PI);
    context.strokeStyle = this.symbols.ink.text;
    context.setLineDash([2, 3]);
    context.lineWidth = 2;
    context.stroke();
    context.restore();
  }

  /** What is alone in its square is drawn as what it is: a ring round «1» tells nobody anything. */
  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {number} size */
  #lone(context, { feature, x, y }, size) {
    const classes = String(feature.values.classes);
    const sprite = this.symbols.sprite(feature.layer, classes.slice(0, classes.lastIndexOf(":")), size);
    context.drawImage(sprite, x - size / 2, y - size / 2, size, size);
  }

  /** A ring divided by class with the count in the middle, and the layer's shape where there are several layers. */
  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {boolean} several */
  #cluster(context, one, several) {
    const { n, classes } = one.feature.values;
    const radius = clusterRadius(n);
    context.beginPath();
    context.arc(one.x, one.y, radius + 1.5, 0, 2 * Math.PI);
    context.fillStyle = this.symbols.ink.page;
    context.fill();
    context.lineWidth = 5;
    let from = -Math.PI / 2;
    for (const part of String(classes).split(",")) {
      const colon = part.lastIndexOf(":");
      const to = from + (Number(part.slice(colon + 1)) / n) * 2 * Math.PI;
      context.beginPath();
      context.arc(one.x, one.y, radius - 2.5, from, to);
      context.strokeStyle = this.symbols.colour(one.feature.layer, part.slice(0, colon));
      context.stroke();
      from = to;
    }
    context.fillStyle = this.symbols.ink.text;
    context.font = `650 ${n > 9999 ? 11 : 12.5}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(brief(n), one.x, one.y + 0.5);
    context.textBaseline = "alphabetic";
    if (several) {
      const mark = this.symbols.mark(one.feature.layer);
      context.drawImage(mark, one.x + radius * 0.7 - 8, one.y - radius * 0.7 - 8, 16, 16);
    }
  }

  /** Here it lies, though it is counted in a cluster. @param {CanvasRenderingContext2D} context @param {{x: number, y: number}} place */
  ring(context, { x, y }) {
    context.save();
    context.beginPath();
    context.arc(x, y, 16, 0, 2 * Math.PI);
    context.lineWidth = 7;
    context.strokeStyle = this.symbols.ink.page;
    context.stroke();
    context.lineWidth = 3;
    context.strokeStyle = this.symbols.ink.accent;
    context.stroke();
    context.restore();
  }

  /** @param {CanvasRenderingContext2D} context @param {Drawn} one @param {number} size */
  #chosen(context, one, size) {
    context.save();
    context.strokeStyle = this.symbols.ink.accent;
    if (one.path && one.clip) {
      context.clip(one.clip);
      context.lineWidth = 5;
      context.stroke(one.path);
    } else {
      const grown = Math.max(24, size * 1.3);
      context.beginPath();
      context.arc(one.x, one.y, grown / 2 + 5, 0, 2 * Math.PI);
      context.fillStyle = this.symbols.ink.page;
      context.globalAlpha = 0.85;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 3;
      context.stroke();
      const sprite = this.symbols.sprite(one.feature.layer, this.classOf(one.feature), grown);
      context.drawImage(sprite, one.x - grown / 2, one.y - grown / 2, grown, grown);
    }
    context.restore();
  }
}

/**
 * The feature or cluster at a place: the nearest point within reach, else the line or area that it lies on.
 * @param {Drawn[]} drawn
 * @param {{x: number, y: number}} place
 * @param {number} reach in pixels
 * @param {CanvasRenderingContext2D} context for asking whether a path holds the place
 */
export function pick(drawn, place, reach, context) {
  let best = null;
  let distance = reach;
  for (const one of drawn) {
    if (one.path) continue;
    const { n } = one.feature.values;
    const away = Math.hypot(one.x - place.x, one.y - place.y) - (n ? clusterRadius(n) - 8 : 0);
    if (away <= distance) {
      best = one;
      distance = away;
    }
  }
  return best ?? pickShape(drawn, place, context);
}

/** @param {Drawn[]} drawn @param {{x: number, y: number}} place @param {CanvasRenderingContext2D} context */
function pickShape(drawn, place, context) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineWidth = 14;
  const found = drawn.findLast(
    ({ path, feature }) =>
      path &&
      (context.isPointInStroke(path, place.x, place.y) ||
        (feature.type === 3 &&
          feature.values.level === undefined &&
          context.isPointInPath(path, place.x, place.y, "evenodd"))),
  );
  context.restore();
  return found ?? null;
}

/** An outline that says «here it ends» is not filled; an area that is in some state is. */
/** @param {import("./tiles.js").Feature} feature @param {string} tone */
function isFilled(feature, tone) {
  return feature.type === 3 && tone !== "neutral";
}

/** How far off a place may be, in pixels. @param {View} view */
function uncertainty(view) {
  return Math.min(WIDEST * Math.sqrt(view.area), FARTHEST_OFF / view.metresPerPixel);
}

/** @param {number} n */
function brief(n) {
  if (n < 10000) return String(n);
  return n < 999_500 ? `${Math.round(n / 1000)}k` : `${(n / 1e6).toFixed(1)}M`;
}

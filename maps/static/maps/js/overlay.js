// The data on the map: one canvas over the view, drawn from vector tiles, with its own picking and hover.
import L from "leaflet";
import { sizeAt } from "./symbols.js";
import { Tiles } from "./tiles.js";

const EXTENT = 4096;
const TILE = 512;
const REACH = 18;

/**
 * @typedef {object} Drawn a feature where it stands on the canvas
 * @property {import("./tiles.js").Feature} feature
 * @property {number} x in the pixels of the map's layer
 * @property {number} y
 * @property {Path2D | null} path of a line or an area
 * @property {{x0: number, y0: number, z: number}} tile
 */

export const Overlay = L.Renderer.extend({
  options: { padding: 0.2 },

  /** @param {any} catalogue @param {import("./symbols.js").Symbols} symbols */
  initialize(catalogue, symbols) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.2 });
    this.catalogue = catalogue;
    this.symbols = symbols;
    this.tiles = new Tiles(() => this._later());
    this.layers = [];
    this.words = [];
    this.versions = {};
    /** @type {Drawn[]} */
    this.drawn = [];
    this.lit = null;
    this.picked = null;
  },

  /** What to draw: the layers that are on, and the words that filter them. */
  show(layers, words, versions) {
    this.layers = layers;
    this.words = words;
    this.versions = versions;
    if (this._map) this._update();
  },

  /** @param {{layer: string, id: number} | null} feature */
  pick(feature) {
    this.picked = feature;
    if (this._map) this._draw();
  },

  /** @param {{layer: string, id: number} | null} feature */
  light(feature) {
    const key = feature && `${feature.layer}/${feature.id}`;
    if (key === this.lit) return;
    this.lit = key;
    if (this._map) this._draw();
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._ctx = this._container.getContext("2d");
  },

  _destroyContainer() {
    cancelAnimationFrame(this._frame);
    this._container.remove();
  },

  _later() {
    cancelAnimationFrame(this._frame);
    this._frame = requestAnimationFrame(() => this._map && this._draw());
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, min);
    this._container.width = size.x * ratio;
    this._container.height = size.y * ratio;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._draw();
  },

  _draw() {
    const context = this._ctx;
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    context.translate(-min.x, -min.y);
    this._collect();
    const zoom = this._map.getZoom();
    const symbolSize = sizeAt(zoom, this.drawn.length);
    for (const one of this.drawn) if (one.path) this._drawShape(context, one);
    for (const one of this.drawn) if (!one.path) this._drawPoint(context, one, symbolSize, zoom);
    const chosen = this.drawn.filter((one) => this._isChosen(one));
    for (const one of chosen) this._drawChosen(context, one, symbolSize);
    this.fire("drawn", { count: this.drawn.length, waiting: this.tiles.waiting });
  },

  /** The features of all tiles in view, at their places on the map's layer. */
  _collect() {
    const map = this._map;
    const zoom = Math.round(map.getZoom());
    const z = Math.max(0, zoom - 1);
    const side = TILE * 2 ** (zoom - 1 - z);
    const origin = map.getPixelOrigin();
    const { min, max } = this._bounds;
    const last = 2 ** z - 1;
    const on = this.layers.filter((slug) => {
      const [first, end] = this.catalogue.layers[slug].zooms;
      return zoom >= first && zoom - 1 <= end && z >= first - 1;
    });
    this.drawn = [];
    if (!on.length) return;
    const asked = on.filter((slug) => z >= this.catalogue.layers[slug].zooms[0] || zoom >= this.catalogue.layers[slug].zooms[0]);
    const query = this._query(asked);
    const seen = new Set();
    for (let x = clamp(Math.floor((min.x + origin.x) / side), last); x <= clamp(Math.floor((max.x + origin.x) / side), last); x += 1) {
      for (let y = clamp(Math.floor((min.y + origin.y) / side), last); y <= clamp(Math.floor((max.y + origin.y) / side), last); y += 1) {
        const features = this.tiles.get(`/tiles/${asked.join("+")}/${z}/${x}/${y}.mvt?${query}`);
        if (features) this._place(features, x * side - origin.x, y * side - origin.y, side, seen);
      }
    }
    this.drawn.sort((a, b) => asked.indexOf(b.feature.layer) - asked.indexOf(a.feature.layer) || a.y - b.y);
  },

  _query(slugs) {
    const params = new URLSearchParams();
    for (const [name, value] of this.words) if (slugs.includes(name.split(".")[0])) params.set(name, value);
    params.set("v", String(slugs.reduce((sum, slug) => sum + (this.versions[slug] ?? 0), 0)));
    return params.toString();
  },

  _place(features, x0, y0, side, seen) {
    const scale = side / EXTENT;
    for (const feature of features) {
      if (feature.type === 1) {
        for (const [point] of feature.shape) {
          this.drawn.push({ feature, x: x0 + point.x * scale, y: y0 + point.y * scale, path: null });
        }
        continue;
      }
      const path = new Path2D();
      const clip = new Path2D();
      clip.rect(x0, y0, side, side);
      for (const ring of feature.shape) {
        ring.forEach((point, index) => {
          if (index) path.lineTo(x0 + point.x * scale, y0 + point.y * scale);
          else path.moveTo(x0 + point.x * scale, y0 + point.y * scale);
        });
        if (feature.type === 3) path.closePath();
      }
      const middle = feature.shape[0][Math.floor(feature.shape[0].length / 2)];
      this.drawn.push({ feature, x: x0 + middle.x * scale, y: y0 + middle.y * scale, path, clip });
      seen.add(feature.id);
    }
  },

  _drawShape(context, one) {
    const { feature } = one;
    const value = this._classOf(feature);
    const colour = this.symbols.colour(feature.layer, value);
    context.save();
    context.clip(one.clip);
    context.strokeStyle = colour;
    context.lineJoin = context.lineCap = "round";
    if (feature.type === 3) {
      if (feature.layer !== "boundary" && this.symbols.entry(feature.layer, value).tone !== "neutral") {
        context.globalAlpha = 0.18;
        context.fillStyle = colour;
        context.fill(one.path, "evenodd");
        context.globalAlpha = 1;
      }
      context.lineWidth = 2;
      context.setLineDash(feature.values.approximate ? [6, 5] : []);
    } else {
      context.lineWidth = 4;
      context.setLineDash(feature.values.approximate ? [8, 7] : []);
    }
    context.stroke(one.path);
    context.restore();
  },

  _drawPoint(context, one, size, zoom) {
    const { feature } = one;
    if (feature.values.n) {
      this._drawCluster(context, one);
      return;
    }
    const value = this._classOf(feature);
    if (feature.values.approximate) {
      const radius = Math.max(size * 0.9, Math.min(60, 250 / metresPerPixel(this._map, zoom)));
      context.save();
      context.beginPath();
      context.arc(one.x, one.y, radius, 0, 2 * Math.PI);
      context.globalAlpha = 0.12;
      context.fillStyle = this.symbols.colour(feature.layer, value);
      context.fill();
      context.globalAlpha = 1;
      context.setLineDash([5, 4]);
      context.lineWidth = 1.5;
      context.strokeStyle = this.symbols.colour(feature.layer, value);
      context.stroke();
      context.restore();
      size = Math.min(size, 17);
    }
    context.drawImage(this.symbols.sprite(feature.layer, value, size), one.x - size / 2, one.y - size / 2, size, size);
    const label = this.catalogue.layers[feature.layer].label;
    if (label && zoom >= 17 && feature.values[label]) {
      context.font = "600 11px 'Source Sans 3 Variable', sans-serif";
      context.textAlign = "center";
      context.fillStyle = this.symbols.dark ? "#AEB6BE" : "#4A4F55";
      context.fillText(String(feature.values[label]), one.x, one.y + 16);
    }
  },

  _drawCluster(context, one) {
    const { n, classes } = one.feature.values;
    const radius = clusterRadius(n);
    let from = -Math.PI / 2;
    context.beginPath();
    context.arc(one.x, one.y, radius + 1.5, 0, 2 * Math.PI);
    context.fillStyle = this.symbols.page;
    context.fill();
    for (const part of String(classes).split(",")) {
      const colon = part.lastIndexOf(":");
      const to = from + (Number(part.slice(colon + 1)) / n) * 2 * Math.PI;
      context.beginPath();
      context.arc(one.x, one.y, radius - 2.5, from, to);
      context.lineWidth = 5;
      context.strokeStyle = this.symbols.colour(one.feature.layer, part.slice(0, colon));
      context.stroke();
      from = to;
    }
    context.fillStyle = this.symbols.dark ? "#ECEFF1" : "#1B1F23";
    context.font = `650 ${n > 9999 ? 11 : 12.5}px 'Source Sans 3 Variable', sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(brief(n), one.x, one.y + 0.5);
    context.textBaseline = "alphabetic";
  },

  _drawChosen(context, one, size) {
    const accent = this.symbols.dark ? "#7DB8F5" : "#0B5CAD";
    const { feature } = one;
    if (one.path) {
      context.save();
      context.clip(one.clip);
      context.lineWidth = 5;
      context.strokeStyle = accent;
      context.stroke(one.path);
      context.restore();
      return;
    }
    const grown = Math.max(24, size * 1.3);
    context.beginPath();
    context.arc(one.x, one.y, grown / 2 + 5, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = accent;
    context.fillStyle = this.symbols.page;
    context.globalAlpha = 0.85;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
    const sprite = this.symbols.sprite(feature.layer, this._classOf(feature), grown);
    context.drawImage(sprite, one.x - grown / 2, one.y - grown / 2, grown, grown);
  },

  _isChosen(one) {
    const { feature } = one;
    if (!feature.id) return false;
    if (this.picked && feature.id === this.picked.id && feature.layer === this.picked.layer) return true;
    return this.lit === `${feature.layer}/${feature.id}`;
  },

  _classOf(feature) {
    const field = this.catalogue.layers[feature.layer].legend.field;
    return field ? String(feature.values[field] ?? "") : "";
  },

  /**
   * The feature or cluster at a place of the map's layer: the nearest point within reach, else the area it lies in.
   * @param {{x: number, y: number}} point
   */
  at(point) {
    let best = null;
    let distance = Math.max(REACH, sizeAt(this._map.getZoom(), this.drawn.length) * 0.7);
    for (const one of this.drawn) {
      if (one.path) continue;
      const away = Math.hypot(one.x - point.x, one.y - point.y) - (one.feature.values.n ? clusterRadius(one.feature.values.n) - 8 : 0);
      if (away <= distance) {
        best = one;
        distance = away;
      }
    }
    return best ?? this._shapeAt(point);
  },

  _shapeAt(point) {
    const context = this._ctx;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.lineWidth = 14;
    const found = this.drawn.findLast(
      (one) =>
        one.path &&
        (one.feature.type === 3
          ? one.feature.layer !== "boundary" && context.isPointInPath(one.path, point.x, point.y, "evenodd")
          : context.isPointInStroke(one.path, point.x, point.y)),
    );
    context.restore();
    return found ?? null;
  },
});

/** @param {number} n */
function clusterRadius(n) {
  return 13 + Math.min(12, Math.log10(n) * 4.5);
}

/** @param {number} n */
function brief(n) {
  if (n < 10000) return String(n);
  return n < 1e6 ? `${Math.round(n / 1000)}k` : `${(n / 1e6).toFixed(1)}M`;
}

/** @param {number} value @param {number} last */
function clamp(value, last) {
  return Math.max(0, Math.min(last, value));
}

/** @param {any} map @param {number} zoom */
function metresPerPixel(map, zoom) {
  return (156543.03392 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** zoom;
}

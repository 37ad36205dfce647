// The data on the map: one canvas over the view. Leaflet moves and scales it; the painter draws it from vector tiles.
import L from "leaflet";
import { gather, spread } from "./clusters.js";
import { Painter, pick } from "./painter.js";
import { cover, place } from "./placing.js";
import { Tiles } from "./tiles.js";

const REACH = 18;

/** @typedef {{layer: string, id: number, centre?: [number, number]}} Named latitude and longitude, if known */

export const Overlay = /** @type {any} */ (L.Renderer).extend({
  /** @param {any} catalogue @param {import("./symbols.js").Symbols} symbols */
  initialize(catalogue, symbols) {
    /** @type {any} */ (L.Renderer.prototype).initialize.call(this, { padding: 0.2 });
    this.catalogue = catalogue;
    this.painter = new Painter(catalogue, symbols);
    this.tiles = new Tiles(() => this._later());
    /** @type {import("./tiles.js").Drawn[]} */
    this.drawn = [];
    /** @type {import("./tiles.js").Drawn[]} what is drawn at a point, as large as it is */
    this.outlines = [];
    this.layers = [];
    this.words = [];
    this.versions = {};
    /** @type {Map<string, Named>} */
    this.chosen = new Map();
  },

  /**
   * What to draw: the layers that are on, the words that filter them, and the versions that their tiles have.
   * @param {string[]} layers
   * @param {[string, string][]} words
   * @param {Record<string, number>} versions
   */
  show(layers, words, versions) {
    Object.assign(this, { layers, words, versions });
    if (this._map) this._update();
  },

  /**
   * Draw these features above the others; the place of one that lies in a cluster is ringed.
   * @param {(Named | null)[]} features
   */
  choose(features) {
    const chosen = new Map(features.flatMap((one) => (one ? [[`${one.layer}/${one.id}`, one]] : [])));
    if ([...chosen.keys()].join() === [...this.chosen.keys()].join()) return;
    this.chosen = chosen;
    if (this._map) this._draw();
  },

  /** Whether a feature is drawn by itself, not in a cluster. @param {Named} feature */
  shows({ layer, id }) {
    return this.drawn.some(
      (/** @type {import("./tiles.js").Drawn} */ { feature }) => feature.layer === layer && feature.id === id,
    );
  },

  /** The feature or cluster at a place of the map's layer. @param {{x: number, y: number}} point */
  at(point) {
    return pick(this.drawn, point, REACH, this._ctx);
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
    /** @type {any} */ (L.Renderer.prototype)._update.call(this);
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = size.x * ratio;
    this._container.height = size.y * ratio;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._draw();
  },

  _draw() {
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const zoom = Math.round(this._map.getZoom());
    this._ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this._ctx.clearRect(0, 0, size.x, size.y);
    this._ctx.translate(-min.x, -min.y);
    this._collect(zoom);
    this.painter.paint(this._ctx, this.drawn, {
      zoom,
      area: size.x * size.y,
      outlines: this.outlines,
      metresPerPixel: metresPerPixel(this._map.getCenter().lat, zoom),
      isChosen: (/** @type {import("./tiles.js").Drawn} */ { feature }) =>
        this.chosen.has(`${feature.layer}/${feature.id}`),
    });
    for (const one of this.chosen.values())
      if (one.centre && !this.shows(one))
        this.painter.ring(this._ctx, this._map.latLngToLayerPoint(one.centre));
    this.fire("drawn", { count: this.drawn.length, waiting: this.tiles.waiting });
  },

  /** The features of all tiles in view. @param {number} zoom */
  _collect(zoom) {
    /** @type {string[]} */
    const on = this.layers.filter(
      (/** @type {string} */ slug) => this.catalogue.layers[slug].zooms[0] <= zoom,
    );
    this.drawn = [];
    this.outlines = [];
    if (!on.length) return;
    const query = this._query(on);
    for (const tile of cover({ ...this._bounds, origin: this._map.getPixelOrigin(), zoom })) {
      const features = this.tiles.get(`/tiles/${on.join("+")}/${tile.z}/${tile.x}/${tile.y}.mvt?${query}`);
      for (const one of features ? place(features, tile) : [])
        (one.feature.isOutline ? this.outlines : this.drawn).push(one);
    }
    this.drawn = gather(this.drawn, this._map.getPixelOrigin());
    spread(this.drawn);
    // The first layers of the panel lie above the others; inside a layer what is farther south lies above.
    const order = new Map(on.map((slug, index) => [slug, -index]));
    this.drawn.sort(
      (/** @type {import("./tiles.js").Drawn} */ a, /** @type {import("./tiles.js").Drawn} */ b) =>
        (order.get(a.feature.layer) ?? 0) - (order.get(b.feature.layer) ?? 0) || a.y - b.y,
    );
  },

  /** @param {string[]} slugs */
  _query(slugs) {
    const params = new URLSearchParams();
    for (const [name, value] of this.words)
      if (!name.includes(".") || slugs.includes(name.split(".")[0])) params.set(name, value);
    params.set("v", String(slugs.reduce((sum, slug) => sum + (this.versions[slug] ?? 0), 0)));
    return params.toString();
  },
});

/** @param {number} latitude @param {number} zoom */
function metresPerPixel(latitude, zoom) {
  return (156543.03392 * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
}

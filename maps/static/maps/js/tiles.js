// Vector tiles of the chosen layers: fetched once, decoded once, kept while they may be needed again.
import { VectorTile } from "@mapbox/vector-tile";
import Pbf from "pbf";
import { ask, pause } from "./connection.js";

const KEPT = 200;

/**
 * @typedef {object} Feature
 * @property {string} layer
 * @property {boolean} [isOutline] of what is drawn at a point, too
 * @property {number} id 0 for a cluster
 * @property {1 | 2 | 3} type point, line, area
 * @property {{x: number, y: number}[][]} shape in tile units (4096)
 * @property {Record<string, any>} values
 */

/**
 * @typedef {object} Drawn a feature where it stands, in the pixels of the map's layer
 * @property {Feature} feature
 * @property {number} x
 * @property {number} y
 * @property {Path2D | null} path of a line or an area
 * @property {Path2D | null} clip the tile that a path was cut by
 * @property {number} [room] how long the straight part of a path is in whose middle x and y lie
 */

export class Tiles {
  /** @param {(key: string) => void} arrived @param {(failures: number) => Promise<void>} [wait] */
  constructor(arrived, wait = pause) {
    this.arrived = arrived;
    this.wait = wait;
    /** @type {Map<string, Feature[] | null>} null while it is on its way */
    this.kept = new Map();
    /** @type {Map<string, number>} how often a tile was asked for in vain */
    this.failures = new Map();
  }

  /**
   * The features of a tile; undefined until they are there.
   * @param {string} address
   * @returns {Feature[] | undefined}
   */
  get(address) {
    const found = this.kept.get(address);
    if (found === undefined) {
      this.kept.set(address, null);
      this.#fetch(address);
      return undefined;
    }
    if (found) {
      // The order of a Map is the order of use: the longest unused goes first.
      this.kept.delete(address);
      this.kept.set(address, found);
    }
    return found ?? undefined;
  }

  get waiting() {
    return [...this.kept.values()].some((features) => features === null);
  }

  /** @param {string} address */
  async #fetch(address) {
    const failures = this.failures.get(address) ?? 0;
    try {
      const response = await ask(address);
      // What is refused is refused the next time, too.
      this.kept.set(address, response.ok ? decode(new Uint8Array(await response.arrayBuffer())) : []);
      this.failures.delete(address);
    } catch {
      // It is on its way until then: or the next drawing would ask a server that is down without end.
      this.failures.set(address, failures + 1);
      await this.wait(failures);
      this.kept.delete(address);
    }
    for (const old of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      if (this.kept.get(old) !== null) this.kept.delete(old);
    }
    this.arrived(address);
  }
}

/** The outline of what lies at a point comes in a part of its own: `kiosks.outline`. */
/** @param {Uint8Array} bytes @returns {Feature[]} */
function decode(bytes) {
  const tile = new VectorTile(new Pbf(bytes));
  const features = [];
  for (const [name, layer] of Object.entries(tile.layers)) {
    const [slug, part] = name.split(".");
    for (let index = 0; index < layer.length; index += 1) {
      const feature = layer.feature(index);
      features.push({
        layer: slug,
        isOutline: part === "outline",
        id: feature.id ?? 0,
        type: /** @type {1 | 2 | 3} */ (feature.type),
        shape: feature.loadGeometry(),
        values: feature.properties,
      });
    }
  }
  return features;
}

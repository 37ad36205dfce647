// Which tiles cover a view, and where their features stand on the map's layer.

const EXTENT = 4096;
const TILE = 512;

/**
 * @typedef {object} Window the part of the world that is drawn, in pixels of the map's layer at its zoom
 * @property {{x: number, y: number}} min
 * @property {{x: number, y: number}} max
 * @property {{x: number, y: number}} origin the world's pixels at the layer's (0, 0)
 * @property {number} zoom
 */

/**
 * The tiles of 512 pixels that cover a window: their addresses' numbers, and where each begins on the layer.
 * @param {Window} view
 * @returns {{z: number, x: number, y: number, left: number, top: number, side: number}[]}
 */
export function cover(view) {
  const z = Math.max(0, view.zoom - 1);
  const side = TILE * 2 ** (view.zoom - 1 - z);
  const last = 2 ** z - 1;
  const clamp = (/** @type {number} */ value) => Math.max(0, Math.min(last, Math.floor(value / side)));
  const tiles = [];
  for (let x = clamp(view.min.x + view.origin.x); x <= clamp(view.max.x + view.origin.x); x += 1) {
    for (let y = clamp(view.min.y + view.origin.y); y <= clamp(view.max.y + view.origin.y); y += 1) {
      tiles.push({ z, x, y, left: x * side - view.origin.x, top: y * side - view.origin.y, side });
    }
  }
  return tiles;
}

/**
 * @param {import("./tiles.js").Feature[]} features
 * @param {{left: number, top: number, side: number}} tile
 * @returns {import("./tiles.js").Drawn[]}
 */
export function place(features, tile) {
  const scale = tile.side / EXTENT;
  const clip = new Path2D();
  clip.rect(tile.left, tile.top, tile.side, tile.side);
  return features.flatMap(
    (feature) => /** @type {import("./tiles.js").Drawn[]} */ (drawn(feature, tile, scale, clip)),
  );
}

/** @param {import("./tiles.js").Feature} feature @param {{left: number, top: number}} tile @param {number} scale @param {Path2D} clip */
function drawn(feature, tile, scale, clip) {
  if (feature.type === 1) {
    return feature.shape.map(([point]) => ({
      feature,
      x: tile.left + point.x * scale,
      y: tile.top + point.y * scale,
      path: null,
      clip: null,
    }));
  }
  const { x, y, length } = straightest(feature.shape);
  const path = outline(feature, tile, scale);
  return [{ feature, x: tile.left + x * scale, y: tile.top + y * scale, path, clip, room: length * scale }];
}

/**
 * The middle of the longest straight part of a line or an edge: where a symbol stands on it best.
 * @param {{x: number, y: number}[][]} shape
 */
function straightest(shape) {
  const [first] = shape[0];
  let best = { x: first.x, y: first.y, length: 0 };
  for (const ring of shape)
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [inside(ring[i - 1]), inside(ring[i])];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      if (length > best.length) best = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, length };
    }
  return best;
}

/** What juts out of its tile is drawn by the next one. @param {{x: number, y: number}} point */
function inside({ x, y }) {
  return { x: Math.max(0, Math.min(EXTENT, x)), y: Math.max(0, Math.min(EXTENT, y)) };
}

/** @param {import("./tiles.js").Feature} feature @param {{left: number, top: number}} tile @param {number} scale */
function outline(feature, tile, scale) {
  const path = new Path2D();
  for (const ring of feature.shape) {
    for (const [index, point] of ring.entries()) {
      const x = tile.left + point.x * scale;
      const y = tile.top + point.y * scale;
      if (index) path.lineTo(x, y);
      else path.moveTo(x, y);
    }
    if (feature.type === 3) path.closePath();
  }
  return path;
}

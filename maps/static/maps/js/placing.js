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
  const middle = feature.shape[0][Math.floor(feature.shape[0].length / 2)];
  const path = outline(feature, tile, scale);
  return [{ feature, x: tile.left + middle.x * scale, y: tile.top + middle.y * scale, path, clip }];
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

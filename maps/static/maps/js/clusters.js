// Clusters that do not cover one another: how large each is, and where it moves to when two would overlap.

const GAP = 1;
const ROUNDS = 6;
/** A cluster stays this near to the mean place of what it counts, in pixels. */
const FARTHEST = 26;
const BUCKET = 64;

/** @typedef {import("./painter.js").Drawn} Drawn */

/** @param {number} n how many features it counts; the result is in CSS pixels */
export function clusterRadius(n) {
  return 13 + Math.min(12, Math.log10(n) * 4.5);
}

/**
 * Move clusters apart, in place. @param {Drawn[]} drawn
 */
export function spread(drawn) {
  const clusters = drawn.filter((one) => one.feature.values.n);
  const homes = clusters.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (const [a, b] of neighbours(clusters)) moved = pushApart(a, b) || moved;
    if (!moved) return;
    clusters.forEach((one, index) => {
      keepNear(one, homes[index]);
    });
  }
}

/** Pairs that may overlap: of the same or of adjoining buckets. @param {Drawn[]} clusters @returns {[Drawn, Drawn][]} */
function neighbours(clusters) {
  /** @type {Map<string, number[]>} */
  const buckets = new Map();
  const at = (/** @type {number} */ value) => Math.floor(value / BUCKET);
  clusters.forEach((one, index) => {
    const key = `${at(one.x)}/${at(one.y)}`;
    buckets.set(key, [...(buckets.get(key) ?? []), index]);
  });
  /** @type {[Drawn, Drawn][]} */
  const pairs = [];
  clusters.forEach((one, index) => {
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const other of buckets.get(`${at(one.x) + dx}/${at(one.y) + dy}`) ?? []) {
          if (other > index) pairs.push([one, clusters[other]]);
        }
      }
    }
  });
  return pairs;
}

/** @param {Drawn} a @param {Drawn} b */
function pushApart(a, b) {
  const wanted = clusterRadius(a.feature.values.n) + clusterRadius(b.feature.values.n) + GAP;
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  let distance = Math.hypot(dx, dy);
  if (distance >= wanted) return false;
  if (distance < 0.01) [dx, dy, distance] = [1, 0, 1];
  const step = (wanted - distance) / 2 / distance;
  a.x -= dx * step;
  a.y -= dy * step;
  b.x += dx * step;
  b.y += dy * step;
  return true;
}

/** @param {Drawn} one @param {{x: number, y: number}} home */
function keepNear(one, home) {
  const away = Math.hypot(one.x - home.x, one.y - home.y);
  if (away <= FARTHEST) return;
  one.x = home.x + ((one.x - home.x) * FARTHEST) / away;
  one.y = home.y + ((one.y - home.y) * FARTHEST) / away;
}

// Clusters that do not cover one another, nor the map: how large each is, which are gathered into one where there are
// many, and where one moves to when two would overlap.

const GAP = 1;
const ROUNDS = 16;
/** A cluster stays this near to the mean place of what it counts, in pixels. */
const FARTHEST = 44;
const BUCKET = 64;
/** Where clusters overlap oftener than this, each, neighbours are gathered. */
const MOST_OVERLAPS = 0.5;
/** The squares of the world, in pixels, whose clusters are gathered into one. */
const SQUARE = 128;

/** @typedef {import("./tiles.js").Drawn} Drawn */

/** @param {number} n how many features it counts; the result is in CSS pixels */
export function clusterRadius(n) {
  return 13 + Math.min(12, Math.log10(n) * 4.5);
}

/**
 * Where clusters would lie in heaps: one of each layer for a square of the world, so that panning does not change
 * which are gathered.
 * @param {Drawn[]} drawn
 * @param {{x: number, y: number}} origin the world's pixels at the layer's (0, 0)
 * @returns {Drawn[]}
 */
export function gather(drawn, origin) {
  const clusters = drawn.filter((one) => one.feature.values.n);
  const overlaps = neighbours(clusters).filter(([a, b]) => distance(a, b) < apart(a, b)).length;
  if (overlaps <= MOST_OVERLAPS * clusters.length) return drawn;
  /** @type {Map<string, Drawn[]>} */
  const squares = new Map();
  for (const one of clusters) {
    const x = Math.floor((one.x + origin.x) / SQUARE);
    const y = Math.floor((one.y + origin.y) / SQUARE);
    const key = `${one.feature.layer}/${x}/${y}`;
    squares.set(key, [...(squares.get(key) ?? []), one]);
  }
  return [...drawn.filter((one) => !one.feature.values.n), ...[...squares.values()].map(sum)];
}

/** One cluster for several of one layer, at their mean place. @param {Drawn[]} clusters @returns {Drawn} */
function sum(clusters) {
  const [first] = clusters;
  const total = (/** @type {(one: Drawn) => number} */ of) => clusters.reduce((all, one) => all + of(one), 0);
  const n = total((one) => one.feature.values.n);
  /** @type {Map<string, number>} */
  const classes = new Map();
  for (const part of clusters.flatMap((one) => String(one.feature.values.classes).split(","))) {
    const colon = part.lastIndexOf(":");
    const value = part.slice(0, colon);
    classes.set(value, (classes.get(value) ?? 0) + Number(part.slice(colon + 1)));
  }
  const parts = [...classes].sort((a, b) => b[1] - a[1]).map(([value, count]) => `${value}:${count}`);
  return {
    ...first,
    feature: { ...first.feature, values: { n, classes: parts.join() } },
    x: total((one) => one.x * one.feature.values.n) / n,
    y: total((one) => one.y * one.feature.values.n) / n,
  };
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
function distance(a, b) {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** How far apart two clusters have to be. @param {Drawn} a @param {Drawn} b */
function apart(a, b) {
  return clusterRadius(a.feature.values.n) + clusterRadius(b.feature.values.n) + GAP;
}

/** @param {Drawn} a @param {Drawn} b */
function pushApart(a, b) {
  const between = distance(a, b);
  const wanted = apart(a, b);
  if (between >= wanted) return false;
  const [dx, dy] = between < 0.01 ? [1, 0] : [(b.x - a.x) / between, (b.y - a.y) / between];
  const step = (wanted - between) / 2;
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

// In which order to walk from place to place: the nearest first, then crossings are undone and single places are moved as
// long as that is shorter.

import { metres } from "./position.js";

/** Streets are longer than the straight line between two places, on the average of towns. */
export const DETOUR = 1.3;
/** Less than this, in metres, is no gain. */
const LEAST = 0.5;

/**
 * The places in an order of short walking; it begins here and ends anywhere.
 * @template {{place: [number, number]}} Place
 * @param {Place[]} places longitude and latitude
 * @param {{longitude: number, latitude: number}} here
 * @returns {Place[]}
 */
export function route(places, here) {
  const order = greedy(places, here);
  // Each round shortens by half a metre at least, so it comes to an end.
  while (uncross(order, here) || move(order, here));
  return order;
}

/** @param {{place: [number, number]}[]} order @param {{longitude: number, latitude: number}} here @returns {number} metres on foot */
export function length(order, here) {
  return order.reduce((sum, one, index) => sum + far(order[index - 1], one, here), 0) * DETOUR;
}

/** @template {{place: [number, number]}} Place @param {Place[]} places @param {any} here @returns {Place[]} */
function greedy(places, here) {
  const left = [...places];
  /** @type {Place[]} */
  const order = [];
  while (left.length) {
    const last = order.at(-1);
    const distances = left.map((one) => far(last, one, here));
    order.push(...left.splice(distances.indexOf(Math.min(...distances)), 1));
  }
  return order;
}

/** Two-opt: walk stretches the other way round where that is shorter. @param {any[]} order @param {any} here @returns {boolean} whether one was */
function uncross(order, here) {
  let isShorter = false;
  for (let from = 0; from < order.length - 1; from += 1)
    for (let to = from + 1; to < order.length; to += 1)
      if (gain(order, here, from, to) > LEAST) {
        order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
        isShorter = true;
      }
  return isShorter;
}

/** Or-opt: walk to a single place earlier or later where that is shorter. @param {any[]} order @param {any} here @returns {boolean} whether one was */
function move(order, here) {
  for (let from = 0; from < order.length; from += 1) {
    const rest = order.filter((_one, index) => index !== from);
    const saved = detour(rest, order[from], from, here);
    const costs = Array.from({ length: order.length }, (_none, to) => detour(rest, order[from], to, here));
    const to = costs.indexOf(Math.min(...costs));
    if (saved - costs[to] > LEAST) {
      order.splice(to, 0, ...order.splice(from, 1));
      return true;
    }
  }
  return false;
}

/** How much longer a walk is by a place before its stop `at`. @param {any[]} order @param {any} place @param {number} at @param {any} here */
function detour(order, place, at, here) {
  const [before, after] = [order[at - 1], order[at]];
  const through = far(before, place, here) + (after ? far(place, after, here) : 0);
  return through - (after ? far(before, after, here) : 0);
}

/** How much shorter it is to walk a stretch the other way round. @param {any[]} order @param {any} here @param {number} from @param {number} to */
function gain(order, here, from, to) {
  const [before, after] = [order[from - 1], order[to + 1]];
  const now = far(before, order[from], here) + (after ? far(order[to], after, here) : 0);
  const then = far(before, order[to], here) + (after ? far(order[from], after, here) : 0);
  return now - then;
}

/** @param {any} one undefined: from here @param {any} other @param {{longitude: number, latitude: number}} here */
function far(one, other, here) {
  const from = one ? { longitude: one.place[0], latitude: one.place[1] } : here;
  return metres(from, { longitude: other.place[0], latitude: other.place[1] });
}

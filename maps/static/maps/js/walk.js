// A walk from object to object by the arrow keys, by distance and bearing: the map for who does not see it.

/** @typedef {import("./tiles.js").Drawn} Drawn */

/** What is farther off to the side than this lies in another direction: 50 degrees, so that none is left out. */
const ASIDE = (50 * Math.PI) / 180;
/** Being off to the side counts as being so much farther away. */
const TURN = 1.5;

/** @type {Record<string, number>} the angle of each arrow, clockwise from the east, as the screen has it */
const ANGLES = {
  ArrowRight: 0,
  ArrowDown: Math.PI / 2,
  ArrowLeft: Math.PI,
  ArrowUp: -Math.PI / 2,
};

/**
 * The object that an arrow leads to: near, and in that direction.
 * @param {Drawn[]} drawn
 * @param {{x: number, y: number}} here
 * @param {string} arrow the key's name
 * @param {string} left `layer/id` of where one is
 * @returns {Drawn | null}
 */
export function next(drawn, here, arrow, left) {
  const angle = ANGLES[arrow];
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of drawn) {
    if (!one.feature.id || `${one.feature.layer}/${one.feature.id}` === left) continue;
    const [dx, dy] = [one.x - here.x, one.y - here.y];
    const turn = Math.abs(
      Math.atan2(Math.sin(Math.atan2(dy, dx) - angle), Math.cos(Math.atan2(dy, dx) - angle)),
    );
    if (turn > ASIDE) continue;
    const effort = Math.hypot(dx, dy) * (1 + TURN * turn);
    if (effort < least) [best, least] = [one, effort];
  }
  return best;
}

/**
 * The object nearest to a place.
 * @param {Drawn[]} drawn
 * @param {{x: number, y: number}} here
 * @returns {Drawn | null}
 */
export function nearest(drawn, here) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of drawn) {
    const away = one.feature.id ? Math.hypot(one.x - here.x, one.y - here.y) : Number.POSITIVE_INFINITY;
    if (away < least) [best, least] = [one, away];
  }
  return best;
}

/** Eight winds clockwise from the east, as the words of the catalogue name them. */
export const WINDS = ["east", "southEast", "south", "southWest", "west", "northWest", "north", "northEast"];

/** @param {{x: number, y: number}} from @param {{x: number, y: number}} to */
export function wind(from, to) {
  const eighth = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / (Math.PI / 4));
  return WINDS[(eighth + 8) % 8];
}

/**
 * What is said of where one is: what it is called, how it is and why, how far and in which direction.
 * @param {{title: string, state: string, reason: string, way: string}} told
 */
export function sentence({ title, state, reason, way }) {
  const judged = [state, reason].filter(Boolean).join(": ");
  return [title, judged, way].filter(Boolean).join(", ");
}

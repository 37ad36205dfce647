// Lengths and areas on the Earth, from corners as longitude and latitude in degrees (EPSG:4326).

/** The mean radius of the Earth in metres: within a city it is right to a few metres in a kilometre. */
const EARTH = 6371008.8;
const RAD = Math.PI / 180;

/** @typedef {[number, number]} Corner longitude, latitude */

/** @param {Corner[]} corners @returns {number} metres along the corners, in their order */
export function length(corners) {
  let metres = 0;
  for (let i = 1; i < corners.length; i++) metres += between(corners[i - 1], corners[i]);
  return metres;
}

/** @param {Corner[]} corners of an outline that closes by itself @returns {number} square metres */
export function area(corners) {
  if (corners.length < 3) return 0;
  let sum = 0;
  corners.forEach(([lon, lat], i) => {
    const [nextLon, nextLat] = corners[(i + 1) % corners.length];
    sum += (nextLon - lon) * RAD * (2 + Math.sin(lat * RAD) + Math.sin(nextLat * RAD));
  });
  return Math.abs((sum * EARTH * EARTH) / 2);
}

/**
 * Whether the outline of these corners crosses itself: then it has no inside to ask about.
 * @param {Corner[]} corners
 */
export function crosses(corners) {
  const count = corners.length;
  for (let i = 0; i < count; i++)
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      if (meet(corners[i], corners[i + 1], corners[j], corners[(j + 1) % count])) return true;
    }
  return false;
}

/** @param {Corner} from @param {Corner} to */
function between([lon, lat], [toLon, toLat]) {
  const half =
    Math.sin(((toLat - lat) * RAD) / 2) ** 2 +
    Math.cos(lat * RAD) * Math.cos(toLat * RAD) * Math.sin(((toLon - lon) * RAD) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(half));
}

/** @param {Corner} a @param {Corner} b @param {Corner} c @param {Corner} d */
function meet(a, b, c, d) {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** @param {Corner} a @param {Corner} b @param {Corner} c */
function side([ax, ay], [bx, by], [cx, cy]) {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { area, crosses, length } from "../../maps/static/maps/js/ruler.js";

/** A square of 0.01° near Sloviansk; PostGIS says 733.9 m and 1112.1 m on the ellipsoid for its sides. */
const SQUARE = [
  [37.6, 48.85],
  [37.61, 48.85],
  [37.61, 48.86],
  [37.6, 48.86],
];
const isAbout = (value, wanted, part = 0.005) =>
  assert.ok(Math.abs(value / wanted - 1) < part, `${value}, not ${wanted}`);

test("a length is that of the Earth", () => {
  isAbout(length(SQUARE.slice(0, 2)), 733.9);
  isAbout(length(SQUARE.slice(0, 3)), 733.9 + 1112.1);
  assert.equal(length(SQUARE.slice(0, 1)), 0);
  assert.equal(length([]), 0);
});

test("an area closes by itself, whichever way round", () => {
  isAbout(area(SQUARE), 816_080);
  isAbout(area([...SQUARE].reverse()), 816_080);
  assert.equal(area(SQUARE.slice(0, 2)), 0);
});

test("an outline that crosses itself is known", () => {
  assert.equal(crosses(SQUARE), false);
  assert.equal(crosses([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), true);
  assert.equal(crosses(SQUARE.slice(0, 3)), false);
});

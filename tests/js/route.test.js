// The order of a walk is short, and loses nobody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DETOUR, length, route } from "../../maps/static/field/js/route.js";

const HERE = { longitude: 37.6, latitude: 48.85 };
const at = (east, north) => ({ place: [HERE.longitude + east / 1000, HERE.latitude + north / 1000] });

test("places along a street are walked along the street", () => {
  const [a, b, c, d] = [at(1, 0), at(2, 0), at(3, 0), at(4, 0)];
  assert.deepEqual(route([c, a, d, b], HERE), [a, b, c, d]);
});

test("what the nearest first would cross is uncrossed", () => {
  // One to the west and many to the east: the nearest first would come back for it.
  const places = [at(-1.2, 0), at(1, 0), at(2, 0), at(3, 0), at(4, 0)];
  const order = route(places, HERE);
  assert.equal(order[0], places[0]);
});

test("every place is walked to once, also a hundred of them", () => {
  const places = Array.from({ length: 100 }, (_none, index) => at((index * 37) % 17, (index * 53) % 23));
  const order = route(places, HERE);
  assert.deepEqual(new Set(order), new Set(places));
  assert.equal(order.length, 100);
  assert.ok(length(order, HERE) < length(places, HERE) / 2);
});

test("the walk is longer than a straight line", () => {
  assert.ok(Math.abs(length([at(0, 1)], HERE) - 111.32 * DETOUR) < 1);
  assert.equal(length([], HERE), 0);
  assert.deepEqual(route([], HERE), []);
});

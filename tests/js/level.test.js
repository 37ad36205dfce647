// A telephone as a spirit level: what its readings come to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bothWays, percent, Readings, SPAN } from "../../maps/static/field/js/level.js";

/** Readings, ten a second. */
function read(...angles) {
  const readings = new Readings();
  for (const [index, angle] of angles.entries()) readings.add(angle, 10_000 + index * 100);
  return readings;
}

test("a slope is the tangent of its angle, in per cent", () => {
  assert.equal(percent(0), 0);
  assert.equal(Math.round(percent(45)), 100);
  // 1:12, the steepest ramp.
  assert.equal(percent((Math.atan(1 / 12) * 180) / Math.PI).toFixed(2), "8.33");
  assert.equal(percent(-4.574).toFixed(1), "-8.0");
});

test("turned round by 180°, what the sensor is off by goes out of the slope", () => {
  for (const [slope, off] of [
    [4.57, 1.3],
    [0, -0.8],
    [-2, 0],
  ]) {
    const { angle, offset } = bothWays(slope + off, -slope + off);
    assert.ok(Math.abs(angle - slope) < 1e-9);
    assert.ok(Math.abs(offset - off) < 1e-9);
  }
});

test("a value is the mean of the last second, and none before there is enough of it", () => {
  assert.equal(read(4, 4, 4).angle, null);
  assert.equal(read(4, 4.2, 3.8, 4.1, 3.9).angle, 4);
  const moved = read(...Array(20).fill(0), ...Array(SPAN / 100).fill(6));
  assert.equal(moved.angle, 6);
});

test("a telephone that trembles is not still, and its error is told", () => {
  assert.equal(read(4, 4, 4, 4, 4).isStill, true);
  assert.equal(read(4, 4, 4, 4, 4).error, 0.1);
  const trembling = read(4, 5, 4, 5, 4, 5);
  assert.equal(trembling.isStill, false);
  assert.equal(trembling.error, 0.5);
  assert.equal(read(4, 4).isStill, false);
});

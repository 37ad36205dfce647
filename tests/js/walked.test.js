// Which streets near one were walked when: each once, with the last day, the nearest first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { latest } from "../../maps/static/field/js/nearby.js";

const here = { longitude: 37.6, latitude: 48.85 };
const stretch = (street, on, longitude) => ({
  ...{ observation: on, street, on, by: "field" },
  lines: [
    [
      [longitude, 48.85],
      [longitude + 0.0001, 48.85],
    ],
  ],
});

test("a street is told once, by the last day, as far as its nearest part", () => {
  const found = latest(
    [
      stretch("А", "2026-05-01", 37.6),
      stretch("А", "2026-06-01", 37.602),
      stretch("Б", "2026-04-01", 37.601),
    ],
    here,
  );
  assert.deepEqual(
    found.map(({ street, on, metres }) => [street, on, Math.round(metres)]),
    [
      ["А", "2026-06-01", 0],
      ["Б", "2026-04-01", 73],
    ],
  );
});

test("what lies far away is not near", () => {
  assert.deepEqual(latest([stretch("А", "2026-05-01", 37.61)], here), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterRadius, spread } from "../../maps/static/maps/js/clusters.js";

const cluster = (x, y, n) => ({ feature: { values: { n } }, x, y });

test("clusters at one place stand side by side", () => {
  const drawn = [cluster(100, 100, 12), cluster(100, 100, 40)];
  spread(drawn);
  const distance = Math.hypot(drawn[0].x - drawn[1].x, drawn[0].y - drawn[1].y);
  assert.equal(distance >= clusterRadius(12) + clusterRadius(40), true);
});

test("a cluster stays near what it counts", () => {
  const drawn = Array.from({ length: 12 }, (_, index) => cluster(100 + index / 10, 100, 900));
  spread(drawn);
  for (const one of drawn) assert.equal(Math.hypot(one.x - 100.6, one.y - 100) < 30, true);
});

test("what is no cluster does not move", () => {
  const drawn = [{ feature: { values: {} }, x: 5, y: 5 }, cluster(5, 5, 9)];
  spread(drawn);
  assert.deepEqual([drawn[0].x, drawn[0].y], [5, 5]);
});

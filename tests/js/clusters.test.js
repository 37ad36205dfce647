import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterRadius, gather, spread } from "../../maps/static/maps/js/clusters.js";

const cluster = (x, y, n, classes = `valid:${n}`) => ({
  feature: { layer: "kiosks", values: { n, classes } },
  x,
  y,
});

test("clusters at one place stand side by side", () => {
  const drawn = [cluster(100, 100, 12), cluster(100, 100, 40)];
  spread(drawn);
  const distance = Math.hypot(drawn[0].x - drawn[1].x, drawn[0].y - drawn[1].y);
  assert.equal(distance >= clusterRadius(12) + clusterRadius(40), true);
});

test("a cluster stays near what it counts", () => {
  const drawn = Array.from({ length: 12 }, (_, index) => cluster(100 + index / 10, 100, 900));
  spread(drawn);
  for (const one of drawn) assert.equal(Math.hypot(one.x - 100.6, one.y - 100) < 46, true);
});

test("what is no cluster does not move", () => {
  const drawn = [{ feature: { values: {} }, x: 5, y: 5 }, cluster(5, 5, 9)];
  spread(drawn);
  assert.deepEqual([drawn[0].x, drawn[0].y], [5, 5]);
});

test("where clusters would cover the map, neighbours are one, and nothing is lost", () => {
  const drawn = [
    cluster(10, 10, 10, "valid:7,none:3"),
    cluster(30, 10, 30, "none:30"),
    cluster(40, 30, 20, "none:20"),
    cluster(200, 10, 5),
  ];
  const gathered = gather(drawn, { x: 0, y: 0 });
  assert.deepEqual(
    gathered.map((one) => [one.feature.values.n, one.feature.values.classes]),
    [
      [60, "none:53,valid:7"],
      [5, "valid:5"],
    ],
  );
  assert.equal(gathered[0].x, 30);
});

test("where there is room, clusters stay as they are", () => {
  const drawn = [cluster(10, 10, 10), cluster(90, 10, 30)];
  assert.equal(gather(drawn, { x: 0, y: 0 }), drawn);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterRadius } from "../../maps/static/maps/js/clusters.js";
import { Painter, pick } from "../../maps/static/maps/js/painter.js";
import { Canvas, symbols } from "./stand_ins/canvas.js";

const legend = { field: "state" };
const catalogue = {
  layers: { kiosks: { legend }, places: { legend }, addresses: { legend: {}, label: "house" } },
};
const VIEW = { zoom: 16, metresPerPixel: 2, area: 400 * 300, isChosen: () => false };

const point = (values, more = {}) => ({
  feature: { layer: "kiosks", id: 1, type: 1, values },
  x: 50,
  y: 60,
  path: null,
  clip: null,
  ...more,
});
const area = (values, type = 3) => ({
  feature: { layer: "kiosks", id: 2, type, values },
  x: 50,
  y: 60,
  path: { name: "path" },
  clip: { name: "tile" },
});

function painted(drawn, view = {}) {
  const canvas = new Canvas();
  new Painter(catalogue, symbols).paint(canvas, drawn, { ...VIEW, ...view });
  return canvas;
}

test("shapes lie under points, clusters over them, and what is chosen over all", () => {
  const chosen = point({ state: "a" });
  const cluster = point({ n: 5, classes: "a:5" });
  const canvas = painted([chosen, cluster, area({ state: "b" })], { isChosen: (one) => one === chosen });
  const order = canvas.deeds
    .filter(({ name }) => ["stroke", "drawImage", "fillText"].includes(name))
    .map(({ name, strokeStyle }) => (name === "stroke" ? strokeStyle : name));
  assert.deepEqual(order, ["kiosks:b", "drawImage", "kiosks:a", "fillText", "#0B5CAD", "drawImage"]);
});

test("an exact place is a symbol and nothing else", () => {
  const canvas = painted([point({ state: "a" })]);
  assert.deepEqual(
    canvas.deeds.map(({ name }) => name),
    ["drawImage"],
  );
  const [{ words }] = canvas.deeds;
  assert.equal(words[0].sprite, "kiosks:a");
  assert.equal(words[1] + words[3] / 2, 50);
  assert.equal(words[2] + words[4] / 2, 60);
});

test("what lies at a point is drawn as large as it is, under a symbol that does not hide it", () => {
  const outlines = [
    { ...area({ state: "a" }), feature: { layer: "kiosks", id: 1, type: 3, values: { state: "a" } } },
  ];
  const canvas = painted([point({ state: "a" })], { zoom: 20, outlines });
  assert.deepEqual(
    canvas.deeds
      .map(({ name }) => name)
      .filter((name) => ["fill", "stroke", "clip", "drawImage"].includes(name)),
    ["fill", "stroke", "drawImage"],
  );
  assert.equal(canvas.all("stroke")[0].strokeStyle, "kiosks:a");
  assert.equal(canvas.all("drawImage")[0].words[3], 16);
  assert.equal(painted([point({ state: "a" })], { zoom: 20 }).all("drawImage")[0].words[3] > 16, true);
});

test("what is not exact has a dashed circle as wide as it may be off, and a small symbol", () => {
  const canvas = painted([point({ state: "a", approximate: true })], { zoom: 19, metresPerPixel: 5 });
  assert.equal(canvas.all("arc")[0].words[2], 70.71067811865474);
  assert.notEqual(canvas.all("stroke")[0].dash.length, 0);
  assert.equal(canvas.all("drawImage")[0].words[3] <= 17, true);
  assert.deepEqual(canvas.dash, []);
});

test("close by, the circle stays inside the view, so that its edge is seen", () => {
  const [circle] = painted([point({ state: "a", approximate: true })], { metresPerPixel: 0.15 }).all("arc");
  assert.equal(circle.words[2] > 60, true);
  assert.equal(circle.words[2] * 2 <= Math.sqrt(VIEW.area), true);
});

test("a shape is drawn no farther than the tile that it was cut by", () => {
  const canvas = painted([area({ state: "a" })]);
  assert.deepEqual(canvas.all("clip")[0].words, [{ name: "tile" }]);
});

test("several areas of one place tint it once", () => {
  assert.equal(painted([area({ state: "a" }), area({ state: "b" })]).all("fill").length, 1);
  assert.equal(painted([area({ state: "outline" })]).all("fill").length, 0);
  assert.equal(painted([area({ state: "a" }, 2)]).all("fill").length, 0);
});

test("a shape that is not exact is dashed", () => {
  assert.notEqual(painted([area({ state: "a", approximate: true })]).all("stroke")[0].dash.length, 0);
  assert.equal(painted([area({ state: "a" })]).all("stroke")[0].dash.length, 0);
});

test("the ring of a cluster shows each class by its share", () => {
  const canvas = painted([point({ n: 4, classes: "a:3,x:y:1" })]);
  const [, first, second] = canvas.all("arc").map(({ words }) => words);
  assert.equal(Math.abs(first[4] - first[3] - 1.5 * Math.PI) < 1e-9, true);
  assert.equal(Math.abs(second[4] - second[3] - 0.5 * Math.PI) < 1e-9, true);
  assert.deepEqual(
    canvas.all("stroke").map(({ strokeStyle }) => strokeStyle),
    ["kiosks:a", "kiosks:x:y"],
  );
});

for (const [n, words] of [
  [9999, "9999"],
  [12_400, "12k"],
  [999_999, "1.0M"],
  [1_260_000, "1.3M"],
])
  test(`a cluster of ${n} says ${words}`, () => {
    assert.equal(painted([point({ n, classes: `a:${n}` })]).all("fillText")[0].words[0], words);
  });

test("what is alone in its square is drawn as what it is", () => {
  const canvas = painted([point({ n: 1, classes: "x:y:1" })]);
  assert.deepEqual(canvas.all("fillText"), []);
  assert.equal(canvas.all("drawImage").length, 1);
});

test("a cluster says which layer it is of where there are several", () => {
  const one = point({ n: 5, classes: "a:5" });
  const other = point(
    { n: 5, classes: "a:5" },
    { feature: { layer: "places", values: { n: 5, classes: "a:5" } } },
  );
  const marks = (drawn) =>
    painted(drawn)
      .all("drawImage")
      .map(({ words }) => words[0].mark);
  assert.deepEqual(marks([one]), []);
  assert.deepEqual(marks([one, other]), ["kiosks", "places"]);
});

test("a label is written close by only", () => {
  const house = point({ house: "7А" }, { feature: { layer: "addresses", values: { house: "7А" } } });
  assert.equal(painted([house], { zoom: 17 }).all("fillText")[0].words[0], "7А");
  assert.equal(painted([house], { zoom: 16 }).all("fillText").length, 0);
});

test("the nearest point within reach is picked, whatever lies above", () => {
  const near = point({ state: "a" }, { x: 52 });
  const far = point({ state: "b" }, { x: 65 });
  assert.equal(pick([near, far], { x: 50, y: 60 }, 18, new Canvas()), near);
  assert.equal(pick([near, far], { x: 90, y: 60 }, 18, new Canvas()), null);
});

test("a cluster is picked by all of its face", () => {
  const large = point({ n: 5000, classes: "a:5000" });
  const edge = { x: 50 + clusterRadius(5000) + 5, y: 60 };
  assert.equal(pick([large], edge, 18, new Canvas()), large);
});

test("where there is no point, the uppermost shape is picked; a mere outline by its edge only", () => {
  const below = { ...area({ state: "a" }), path: { holds: [5] } };
  const above = { ...area({ state: "b" }), path: { holds: [5] } };
  const outline = { ...area({ state: "c", level: 4 }), path: { holds: [5, 9], strokes: [9] } };
  const line = { ...area({ state: "d" }, 2), path: { holds: [7] } };
  const at = (x) => pick([below, above, outline, line], { x, y: 0 }, 1, new Canvas());
  assert.equal(at(5), above);
  assert.equal(at(9), outline);
  assert.equal(at(7), null);
});

test("a line tells its state by a symbol, once, where it has most room", () => {
  const piece = (room, x) => ({ ...area({ state: "a" }, 2), room, x });
  const canvas = painted([piece(30, 10), piece(90, 200), piece(60, 300)]);
  const [{ words }] = canvas.all("drawImage");
  assert.equal(canvas.all("drawImage").length, 1);
  assert.equal(words[0].sprite, "kiosks:a");
  assert.equal(words[1] + words[3] / 2, 200);
});

test("a line too short for a symbol, and one without states, has none", () => {
  const street = { ...area({}, 2), room: 400 };
  street.feature.layer = "addresses";
  assert.equal(painted([{ ...area({ state: "a" }, 2), room: 20 }, street]).all("drawImage").length, 0);
});

test("what was looked at long ago is faded, and nothing else", () => {
  const canvas = painted([point({ state: "a", faded: true }), point({ state: "a" })]);
  assert.deepEqual(
    canvas.all("drawImage").map(({ globalAlpha }) => globalAlpha),
    // Blank paper below it: the words of the ground do not shine through.
    [1, 0.5, 1],
  );
});

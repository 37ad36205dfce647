import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, next, sentence, wind } from "../../maps/static/maps/js/walk.js";

const at = (id, x, y) => ({ x, y, feature: { layer: "kiosks", id, values: {} } });
const cluster = { x: 1, y: 0, feature: { layer: "kiosks", id: 0, values: { n: 9 } } };

test("an arrow leads to the nearest object in its direction", () => {
  const drawn = [at(1, 0, 0), at(2, 50, 5), at(3, 20, 0), at(4, 0, -30), at(5, -9, 0), cluster];
  const to = (arrow) => next(drawn, drawn[0], arrow, "kiosks/1")?.feature.id;
  assert.deepEqual(["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map(to), [3, 4, 5, undefined]);
});

test("what is straight ahead goes before what is a little nearer and aside", () => {
  const drawn = [at(1, 0, 0), at(2, 20, 18), at(3, 35, 0)];
  assert.equal(next(drawn, drawn[0], "ArrowRight", "kiosks/1").feature.id, 3);
});

test("every object can be reached from its neighbour: no direction is left out", () => {
  const here = at(1, 0, 0);
  for (let angle = 0; angle < 360; angle += 5) {
    const one = at(2, Math.cos((angle * Math.PI) / 180) * 40, Math.sin((angle * Math.PI) / 180) * 40);
    const arrows = ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"];
    assert.ok(
      arrows.some((arrow) => next([here, one], here, arrow, "kiosks/1")),
      `${angle}°`,
    );
  }
});

test("a walk begins at the nearest object, never at a cluster", () => {
  assert.equal(nearest([at(1, 30, 0), at(2, 0, 10), cluster], { x: 0, y: 0 }).feature.id, 2);
  assert.equal(nearest([cluster], { x: 0, y: 0 }), null);
});

test("directions are told as on the map: up is the north", () => {
  const from = { x: 0, y: 0 };
  const winds = [wind(from, { x: 9, y: 0 }), wind(from, { x: 0, y: -9 }), wind(from, { x: -9, y: 9 })];
  assert.deepEqual(winds, ["east", "north", "southWest"]);
});

test("what is said names the reason beside the state, and leaves out what is not known", () => {
  const told = { title: "Аптека", state: "частково", reason: "високий поріг: 40 мм", way: "40 м на північ" };
  assert.equal(sentence(told), "Аптека, частково: високий поріг: 40 мм, 40 м на північ");
  assert.equal(sentence({ ...told, reason: "" }), "Аптека, частково, 40 м на північ");
  assert.equal(sentence({ ...told, title: "", state: "" }), "високий поріг: 40 мм, 40 м на північ");
});

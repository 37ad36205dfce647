import assert from "node:assert/strict";
import { test } from "node:test";
import { cover } from "../../maps/static/maps/js/placing.js";

test("a window is covered by tiles that touch it, without a gap", () => {
  const view = { min: { x: -100, y: -100 }, max: { x: 1300, y: 900 }, origin: { x: 5000, y: 7000 }, zoom: 6 };
  const tiles = cover(view);
  assert.equal(Math.min(...tiles.map((tile) => tile.left)) <= view.min.x, true);
  assert.equal(Math.max(...tiles.map((tile) => tile.left + tile.side)) >= view.max.x, true);
  assert.equal(new Set(tiles.map((tile) => `${tile.x}/${tile.y}`)).size, tiles.length);
  assert.equal(
    tiles.every((tile) => tile.z === 5 && tile.side === 512),
    true,
  );
});

test("the world has an edge", () => {
  const view = { min: { x: -5000, y: -5000 }, max: { x: 5000, y: 5000 }, origin: { x: 0, y: 0 }, zoom: 1 };
  assert.deepEqual(
    cover(view).map(({ z, x, y }) => [z, x, y]),
    [[0, 0, 0]],
  );
});

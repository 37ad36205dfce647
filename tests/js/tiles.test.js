import assert from "node:assert/strict";
import { test } from "node:test";
import { Tiles } from "../../maps/static/maps/js/tiles.js";
import { settled } from "./stand_ins/page.js";
import { tileOf } from "./stand_ins/tile.js";

const TILE = tileOf({
  kiosks: [{ id: 7, x: 100, y: 200, values: { permit_state: "valid", approximate: true } }],
});

/** Tiles of a server, the addresses that it was asked for, and the pauses that were made. */
function tilesOf(server) {
  const asked = [];
  const pauses = [];
  const arrived = [];
  globalThis.fetch = async (address) => {
    asked.push(address);
    return server(address);
  };
  const pause = (failures) => new Promise((resolve) => pauses.push({ failures, over: resolve }));
  return { tiles: new Tiles((address) => arrived.push(address), pause), asked, pauses, arrived };
}

const sound = async () => ({ ok: true, arrayBuffer: async () => TILE });
const down = async () => ({ ok: false, status: 503 });

test("a tile is fetched once and decoded", async () => {
  const { tiles, asked, arrived } = tilesOf(sound);
  assert.equal(tiles.get("/a"), undefined);
  assert.equal(tiles.get("/a"), undefined);
  assert.equal(tiles.waiting, true);
  await settled();
  assert.equal(tiles.waiting, false);
  assert.deepEqual(arrived, ["/a"]);
  const [feature] = tiles.get("/a") ?? [];
  assert.deepEqual([feature.layer, feature.id, feature.type], ["kiosks", 7, 1]);
  assert.deepEqual({ ...feature.values }, { permit_state: "valid", approximate: true });
  assert.deepEqual([feature.shape[0][0].x, feature.shape[0][0].y], [100, 200]);
  assert.deepEqual(asked, ["/a"]);
});

test("an empty tile has no features, and is not asked for again", async () => {
  const { tiles, asked } = tilesOf(async () => ({ ok: true, arrayBuffer: async () => new Uint8Array() }));
  tiles.get("/a");
  await settled();
  assert.deepEqual(tiles.get("/a"), []);
  assert.equal(asked.length, 1);
});

test("a server that is down is left alone for a while, and for longer each time", async () => {
  const { tiles, asked, pauses, arrived } = tilesOf(down);
  for (let turn = 0; turn < 8; turn += 1) {
    tiles.get("/a");
    await settled();
    tiles.get("/a");
    assert.equal(asked.length, turn + 1);
    assert.equal(arrived.length, turn);
    pauses[turn].over();
    await settled();
  }
  assert.deepEqual(
    pauses.map(({ failures }) => failures),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test("many tiles that fail at once are each waited for shortly", async () => {
  const { tiles, pauses } = tilesOf(down);
  for (let number = 0; number < 9; number += 1) tiles.get(`/${number}`);
  await settled();
  assert.deepEqual(
    pauses.map(({ failures }) => failures),
    Array(9).fill(0),
  );
});

test("what the server refuses is not asked for again", async () => {
  const { tiles, asked } = tilesOf(async () => ({ ok: false, status: 400 }));
  tiles.get("/a");
  await settled();
  assert.deepEqual(tiles.get("/a"), []);
  assert.equal(asked.length, 1);
});

test("once the server is back, the next failure is waited for shortly again", async () => {
  let server = down;
  const { tiles, pauses } = tilesOf((address) => server(address));
  tiles.get("/a");
  await settled();
  pauses[0].over();
  await settled();
  server = sound;
  tiles.get("/a");
  await settled();
  server = down;
  tiles.get("/b");
  await settled();
  assert.equal(pauses[1].failures, 0);
});

test("what was not used for long is let go", async () => {
  const { tiles, asked } = tilesOf(sound);
  for (let number = 0; number < 200; number += 1) tiles.get(`/${number}`);
  await settled();
  tiles.get("/0");
  tiles.get("/new");
  await settled();
  tiles.get("/0");
  assert.equal(asked.length, 201);
  tiles.get("/1");
  assert.equal(asked.length, 202);
});

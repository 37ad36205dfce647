import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ask, keptSince, pause, retry, watch } from "../../maps/static/maps/js/connection.js";
import { settled } from "./stand_ins/page.js";

const heard = [];
const device = {};
globalThis.addEventListener = (name, listener) => {
  device[name] = listener;
};
watch((isLost) => heard.push(isLost));
const answers = (status) => {
  globalThis.fetch = async () => ({ ok: status < 400, status });
};
const fails = (name) => {
  globalThis.fetch = async () => {
    throw Object.assign(new Error("no"), { name });
  };
};

beforeEach(async () => {
  answers(200);
  await ask("/");
  heard.length = 0;
});

test("an outage is told once, and its end", async () => {
  fails("TypeError");
  await assert.rejects(ask("/a"));
  await assert.rejects(ask("/b"));
  assert.deepEqual(heard, [true]);
  answers(200);
  await ask("/c");
  assert.deepEqual(heard, [true, false]);
});

test("a server out of order is an outage; a refusal is an answer", async () => {
  answers(404);
  assert.equal((await ask("/a")).status, 404);
  assert.deepEqual(heard, []);
  answers(503);
  await assert.rejects(ask("/a"));
  assert.deepEqual(heard, [true]);
});

test("a question that was taken back says nothing", async () => {
  fails("AbortError");
  await assert.rejects(ask("/a"));
  assert.deepEqual(heard, []);
});

test("who waits asks again as soon as the connection is back", async () => {
  let waited = 0;
  fails("TypeError");
  await assert.rejects(ask("/a"));
  for (const failures of [0, 9]) pause(failures).then(() => (waited += 1));
  device.online();
  await settled();
  assert.equal(waited, 2);
});

test("or when somebody wants to try", async () => {
  let over = false;
  pause(9).then(() => {
    over = true;
  });
  retry();
  await settled();
  assert.equal(over, true);
});

test("what the device kept is an answer, and an outage since the oldest of them", async () => {
  const kept = (date) => {
    globalThis.fetch = async () => ({ ok: true, status: 200, headers: new Headers({ "X-Kept": date }) });
  };
  kept("2026-01-02T12:00:00Z");
  assert.ok((await ask("/a")).ok);
  kept("2026-01-01T12:00:00Z");
  await ask("/b");
  kept("2026-01-03T12:00:00Z");
  await ask("/c");
  assert.equal(keptSince().toISOString(), "2026-01-01T12:00:00.000Z");
  fails("TypeError");
  await assert.rejects(ask("/d"));
  assert.equal(keptSince().toISOString(), "2026-01-01T12:00:00.000Z");
  assert.deepEqual(heard, [true, true]);
  device.online();
  assert.equal(keptSince(), null);
  assert.equal(heard.at(-1), false);
});

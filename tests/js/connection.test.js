import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ask, pause, retry, watch } from "../../maps/static/maps/js/connection.js";
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

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, keep, recent } from "../../maps/static/maps/js/recent.js";

function storage(broken = false) {
  const kept = new Map();
  const deed = (act) =>
    broken
      ? () => {
          throw new DOMException("forbidden");
        }
      : act;
  return {
    getItem: deed((key) => kept.get(key) ?? null),
    setItem: deed((key, text) => kept.set(key, text)),
    kept,
  };
}

beforeEach(() => {
  Object.defineProperty(globalThis, "localStorage", { value: storage(), configurable: true, writable: true });
});

const hit = (title, layer = "streets") => ({ title, layer });

test("the last one comes first, each once, and no more than six", () => {
  for (const title of ["а", "б", "в", "г", "ґ", "д", "е", "б"]) keep(hit(title));
  assert.deepEqual(
    recent().map((one) => one.title),
    ["б", "е", "д", "ґ", "г", "в"],
  );
});

test("one name on two layers is two", () => {
  keep(hit("Торська"));
  keep(hit("Торська", "stops"));
  assert.equal(recent().length, 2);
});

test("what was looked up is forgotten at a word", () => {
  keep(hit("а"));
  forget();
  assert.deepEqual(recent(), []);
});

test("a storage that is forbidden or holds something else is no memory, and no failure", () => {
  localStorage.kept.set("recent-searches", '{"title":1}');
  assert.deepEqual(recent(), []);
  localStorage.kept.set("recent-searches", "[1,null");
  assert.deepEqual(recent(), []);
  globalThis.localStorage = storage(true);
  keep(hit("а"));
  assert.deepEqual(recent(), []);
});

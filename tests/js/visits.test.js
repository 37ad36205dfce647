import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { dayOf, visit } from "../../maps/static/maps/js/visits.js";

let kept;
beforeEach(() => {
  kept = new Map();
  const value = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
  Object.defineProperty(globalThis, "localStorage", { value, configurable: true, writable: true });
});

test("the first visit has none before it, and a second one of the same day neither", () => {
  assert.equal(visit("2026-11-20"), "");
  assert.equal(visit("2026-11-20"), "");
});

test("the last day before today is told, all day long", () => {
  visit("2026-11-18");
  visit("2026-11-20");
  assert.equal(visit("2026-11-23"), "2026-11-20");
  assert.equal(visit("2026-11-23"), "2026-11-20");
  assert.equal(JSON.parse(kept.get("visits")).length, 2);
});

test("a clock that went back, and a storage that holds something else, are no visit", () => {
  visit("2027-01-01");
  assert.equal(visit("2026-11-23"), "");
  kept.set("visits", '{"a":1}');
  assert.equal(visit("2026-11-24"), "");
});

test("a storage that is forbidden is no failure", () => {
  globalThis.localStorage = {
    getItem() {
      throw new DOMException("forbidden");
    },
    setItem() {
      throw new DOMException("full");
    },
  };
  assert.equal(visit("2026-11-23"), "");
});

test("a day has two digits everywhere", () => {
  assert.equal(dayOf(new Date(2026, 0, 5)), "2026-01-05");
});

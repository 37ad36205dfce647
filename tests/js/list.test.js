import assert from "node:assert/strict";
import { test } from "node:test";
import { List } from "../../maps/static/maps/js/list.js";
import { Element, settled } from "./stand_ins/page.js";

/** A list and the questions that wait for an answer. */
function opened() {
  const root = new Element("ul");
  const questions = [];
  globalThis.fetch = (address) =>
    new Promise((resolve, reject) => {
      const answer = (html) => resolve({ ok: true, text: async () => html });
      questions.push({ address, answer, fail: () => reject(new TypeError("offline")) });
    });
  const list = new List(
    root,
    { failed: "failed" },
    () => {},
    () => {},
  );
  return { root, list, questions };
}

test("a late answer does not take the place of a newer one", async () => {
  const { root, list, questions } = opened();
  const first = list.load(new URLSearchParams("bbox=1"));
  const second = list.load(new URLSearchParams("bbox=2"));
  questions[1].answer("newer");
  await second;
  questions[0].answer("older");
  assert.equal(await first, null);
  assert.equal(root.innerHTML, "newer");
});

test("neither does a late failure", async () => {
  const { root, list, questions } = opened();
  const first = list.load(new URLSearchParams());
  const second = list.load(new URLSearchParams());
  questions[1].answer("newer");
  await second;
  questions[0].fail();
  assert.equal(await first, null);
  await settled();
  assert.equal(root.textContent, "");
  assert.equal(root.innerHTML, "newer");
});

test("a failure is told", async () => {
  const { root, list, questions } = opened();
  const loaded = list.load(new URLSearchParams());
  questions[0].fail();
  assert.equal(await loaded, null);
  assert.equal(root.textContent, "failed");
});

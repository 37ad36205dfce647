import assert from "node:assert/strict";
import { test } from "node:test";
import { List } from "../../maps/static/maps/js/list.js";
import { Element, openPage, settled } from "./stand_ins/page.js";

/** A list and the questions that wait for an answer. */
function opened() {
  openPage();
  const root = new Element("div");
  const chips = new Element("div");
  const said = [];
  const questions = [];
  globalThis.fetch = (address) =>
    new Promise((resolve, reject) => {
      const answer = (html) => resolve({ ok: true, text: async () => html });
      questions.push({ address, answer, fail: () => reject(new TypeError("offline")) });
    });
  const list = new List(
    root,
    chips,
    { failed: "failed", again: "again" },
    {
      light: () => {},
      choose: (one) => said.push(one),
      more: () => said.push("more"),
      again: () => said.push("again"),
      drop: (word) => said.push(word),
    },
  );
  return { root, chips, list, questions, said };
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

test("a failure is told, and can be asked again", async () => {
  const { root, list, questions, said } = opened();
  const loaded = list.load(new URLSearchParams());
  questions[0].fail();
  assert.equal(await loaded, null);
  assert.equal(root.textContent, "failedagain");
  root.querySelector("button").happens("click");
  assert.deepEqual(said, ["again"]);
});

test("more rows are asked for, until the question is another", async () => {
  const { root, list, questions, said } = opened();
  const load = (words) => list.load(new URLSearchParams(words));
  load("bbox=1");
  const more = new Element("button");
  more.dataset.more = "80";
  root.append(more);
  more.happens("click");
  assert.deepEqual(said, ["more"]);
  load("bbox=1");
  load("bbox=2");
  assert.deepEqual(
    questions.map(({ address }) => address),
    ["/list?bbox=1", "/list?bbox=1&shown=80", "/list?bbox=2"],
  );
});

test("a chip drops its word", () => {
  const { chips, said } = opened();
  const chip = new Element("button");
  chip.dataset.drop = "near";
  chips.append(chip);
  chip.happens("click");
  assert.deepEqual(said, ["near"]);
});

test("up and down go from row to row", () => {
  const { root } = opened();
  const rows = [0, 1].map(() => new Element("a", { class: "result-link" }));
  root.append(...rows);
  let focused = null;
  for (const row of rows)
    row.focus = () => {
      focused = row;
    };
  rows[0].happens("keydown", { key: "ArrowDown" });
  assert.equal(focused, rows[1]);
  rows[1].happens("keydown", { key: "ArrowUp" });
  assert.equal(focused, rows[0]);
});

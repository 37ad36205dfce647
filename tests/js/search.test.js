import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Search } from "../../maps/static/maps/js/search.js";
import { Element, openPage, settled } from "./stand_ins/page.js";

const WORDS = { failed: "failed", nothing: "nothing", suggestions: "{count} found" };
const HITS = [
  { title: "вулиця Торська", kind: "street", note: "Слов’янськ", id: 1 },
  { title: "провулок Торський", kind: "street", note: "", id: 2 },
  { title: "Торська, 5", kind: "address", note: "", id: 3 },
];

openPage();

/** A search box, what it has said and chosen, and the questions that wait for an answer. */
function opened() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const form = new Element("form");
  const input = new Element("input");
  const box = new Element("ul", { role: "listbox" });
  box.hidden = true;
  form.append(input, box);
  const said = [];
  const chosen = [];
  const questions = [];
  globalThis.fetch = (address) =>
    new Promise((resolve, reject) => {
      const answer = (suggestions) => resolve({ ok: true, json: async () => ({ suggestions }) });
      const refuse = () => resolve({ ok: false, status: 503 });
      questions.push({ address, answer, refuse, fail: () => reject(new TypeError("offline")) });
    });
  new Search(
    form,
    WORDS,
    (words) => said.push(words),
    (hit) => chosen.push(hit.id),
  );
  return { input, box, said, chosen, questions };
}

function type(input, text) {
  input.value = text;
  input.happens("input");
}

/** A search whose suggestions are there. */
async function suggested(hits = HITS) {
  const search = opened();
  type(search.input, "торс");
  mock.timers.tick(200);
  search.questions[0].answer(hits);
  await settled();
  return search;
}

const marked = (box) => box.children.findIndex((one) => one.getAttribute("aria-selected") === "true");

test("it asks once a person pauses, not at every letter, and not for one letter", () => {
  const { input, questions } = opened();
  type(input, "т");
  mock.timers.tick(500);
  for (const text of ["то", "тор", "торс "]) type(input, text);
  mock.timers.tick(500);
  assert.deepEqual(
    questions.map(({ address }) => address),
    [`/suggest?q=${encodeURIComponent("торс")}`],
  );
});

test("suggestions are options that say what they are, and their number is announced", async () => {
  const { input, box, said } = await suggested();
  assert.equal(box.hidden, false);
  assert.equal(input.getAttribute("aria-expanded"), "true");
  assert.deepEqual(said, ["3 found"]);
  assert.equal(box.children[0].textContent, "вулиця Торськаstreet · Слов’янськ");
  assert.equal(
    box.children.every((one) => one.getAttribute("role") === "option"),
    true,
  );
  assert.equal(marked(box), -1);
});

test("arrows go round, from either end", async () => {
  const { input, box } = await suggested();
  const press = (key) => input.happens("keydown", { key });
  press("ArrowUp");
  assert.equal(marked(box), 2);
  press("ArrowDown");
  assert.equal(marked(box), 0);
  press("ArrowDown");
  assert.equal(marked(box), 1);
  assert.equal(input.getAttribute("aria-activedescendant"), box.children[1].id);
  assert.equal(box.children[1].seen, 1);
});

test("Enter takes what is marked; without a mark it is left to the form", async () => {
  const { input, box, chosen } = await suggested();
  assert.equal(input.happens("keydown", { key: "Enter" }).defaultPrevented, false);
  input.happens("keydown", { key: "ArrowDown" });
  assert.equal(input.happens("keydown", { key: "Enter" }).defaultPrevented, true);
  assert.deepEqual(chosen, [1]);
  assert.equal(input.value, "вулиця Торська");
  assert.equal(box.hidden, true);
});

test("after Escape nothing is marked: Enter is left to the form", async () => {
  const { input, box, chosen } = await suggested();
  input.happens("keydown", { key: "ArrowDown" });
  input.happens("keydown", { key: "Escape" });
  assert.equal(box.hidden, true);
  assert.equal(input.happens("keydown", { key: "Enter" }).defaultPrevented, false);
  assert.deepEqual(chosen, []);
});

test("a click takes a suggestion, wherever in it", async () => {
  const { box, chosen } = await suggested();
  box.children[1].children[0].happens("click");
  assert.deepEqual(chosen, [2]);
});

test("where there is nothing, it says so, and that cannot be taken", async () => {
  const { box, said, chosen } = await suggested([]);
  assert.deepEqual(said, ["nothing"]);
  assert.equal(box.textContent, "nothing");
  box.children[0].happens("click");
  assert.deepEqual(chosen, []);
});

test("a late answer to an earlier question is passed over", async () => {
  const { input, box, questions } = opened();
  type(input, "торс");
  mock.timers.tick(200);
  type(input, "торська");
  questions[0].answer(HITS);
  await settled();
  assert.equal(box.hidden, true);
  mock.timers.tick(200);
  questions[1].answer([HITS[0]]);
  await settled();
  assert.equal(box.children.length, 1);
});

test("what comes after Escape does not open the box again", async () => {
  const { input, box, said, questions } = opened();
  type(input, "торс");
  mock.timers.tick(200);
  input.happens("keydown", { key: "Escape" });
  questions[0].answer(HITS);
  await settled();
  assert.equal(box.hidden, true);
  assert.deepEqual(said, []);
});

for (const how of ["fail", "refuse"])
  test(`a server that does not answer is told (${how})`, async () => {
    const { input, said, questions } = opened();
    type(input, "торс");
    mock.timers.tick(200);
    questions[0][how]();
    await settled();
    assert.deepEqual(said, ["failed"]);
  });

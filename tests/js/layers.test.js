import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../maps/static/maps/js/layers.js";

function form(...pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

test("several choices become one word", () => {
  assert.deepEqual([...fold(form(["state", "a"], ["state", "b"]))], [["state", "a,b"]]);
});

test("the ends of a range become one word, either may be open", () => {
  assert.deepEqual([...fold(form(["area.from", "1"], ["area.to", "9"]))], [["area", "1..9"]]);
  assert.deepEqual([...fold(form(["area.from", ""], ["area.to", "9"]))], [["area", "..9"]]);
  assert.deepEqual([...fold(form(["area.from", "1"], ["area.to", " "]))], [["area", "1.."]]);
});

test("what is empty is no word", () => {
  assert.deepEqual([...fold(form(["q", "  "]))], []);
});

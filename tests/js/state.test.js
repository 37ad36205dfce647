import assert from "node:assert/strict";
import { test } from "node:test";
import { read, setFilter, words, write } from "../../maps/static/maps/js/state.js";

const catalogue = {
  city: { centre: [37.6, 48.85], zoom: 14 },
  layers: { kiosks: { shown: true }, places: { shown: true }, tenders: { shown: false } },
};
const parse = (query) => read(new URLSearchParams(query), catalogue);

test("without words the page is as at first", () => {
  const state = parse("");
  assert.deepEqual(state.layers, ["kiosks", "places"]);
  assert.deepEqual(state.view, [14, 48.85, 37.6]);
  assert.equal(state.pick, null);
});

test("what is written is read again", () => {
  const query =
    "layers=kiosks,tenders&kiosks.permit_state=expired,none&at=16/48.85123/37.60456&pick=kiosks/12";
  assert.equal(write(parse(query), catalogue), query);
});

test("no layer at all is a state too", () => {
  const state = parse("layers=");
  assert.deepEqual(state.layers, []);
  assert.match(write(state, catalogue), /^layers=&/);
});

test("nonsense in an address is passed over", () => {
  const state = parse("layers=kiosks,nothing&at=99/x/400&pick=kiosks/abc&nothing.a=1");
  assert.deepEqual(state.layers, ["kiosks"]);
  assert.deepEqual(state.view, [14, 48.85, 37.6]);
  assert.equal(state.pick, null);
  assert.deepEqual(words(state), []);
});

test("a filter that is taken away leaves no word", () => {
  const state = parse("kiosks.q=кава");
  setFilter(state, "kiosks", "q", "");
  assert.deepEqual(words(state), []);
});

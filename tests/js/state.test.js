import assert from "node:assert/strict";
import { test } from "node:test";
import { drop, near, read, setFilter, words, write } from "../../maps/static/maps/js/state.js";

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

test("words of all layers are kept, and can be dropped", () => {
  const query = "q=кава&near=37.60,48.85,500&within=1,2;3,4;5,6&changed=2026-11-01..";
  const state = parse(query);
  assert.deepEqual(near(state), [37.6, 48.85, 500]);
  assert.match(
    decodeURIComponent(write(state, catalogue)),
    /^q=кава&near=37\.60,48\.85,500&within=1,2;3,4;5,6&changed=/,
  );
  drop(state, "near");
  assert.equal(near(state), null);
  assert.deepEqual(
    words(state).map(([name]) => name),
    ["q", "within", "changed"],
  );
});

test("a place without a distance is none to ask about", () => {
  assert.equal(near(parse("near=37.6,48.85")), null);
  assert.equal(near(parse("near=a,b,c")), null);
});

test("a form of one layer names no layer", () => {
  assert.deepEqual(words(parse("layers=kiosks&ids=1&ids=2&permit_state=expired")), [
    ["kiosks.ids", "1,2"],
    ["kiosks.permit_state", "expired"],
  ]);
  assert.deepEqual(words(parse("layers=kiosks,places&permit_state=expired")), []);
});

test("the panel and the order are what they can be", () => {
  assert.deepEqual([parse("view=charts").panel, parse("view=x").panel], ["charts", "layers"]);
  assert.deepEqual([parse("order=new").order, parse("order=x").order], ["new", "near"]);
});

test("what the page's own address cannot is left out of it, and of no other", () => {
  const asked = () => new URLSearchParams("layers=kiosks&kiosks.status=old");
  assert.equal(read(asked(), catalogue, ["kiosks.status"]).filters.size, 0);
  assert.equal(read(asked(), catalogue).filters.size, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changesSession,
  isNearly,
  kindOf,
  Ledger,
  mayKeep,
  placeOf,
} from "../../maps/static/maps/js/keeping.js";

const home = "https://map.example";
const kind = (path, words) => kindOf({ method: "GET", mode: "cors", url: home + path, ...words }, home);

test("the office, writing and strangers are none of its business", () => {
  for (const path of ["/admin/", "/admin/login/", "/sw.js", "/short", "/kiosks/5/remark", "/remark/abc"])
    assert.equal(kind(path, { mode: "navigate" }), null);
  assert.equal(kind("/list", { method: "POST" }), null);
  assert.equal(kind("", { url: "https://elsewhere.example/list" }), null);
  for (const path of ["/api/collections", "/data/kiosks.csv", "/qr.svg?to=/"]) assert.equal(kind(path), null);
});

test("files, data and pages are told apart", () => {
  assert.equal(kind("/static/maps/js/main.js"), "static");
  for (const path of [
    "/tiles/kiosks/14/1/1.mvt?v=3",
    "/list?layers=kiosks",
    "/counts?x=1",
    "/kiosks/5/?fragment=1",
    "/api/collections/green/items/7",
  ])
    assert.equal(kind(path), "data", path);
  for (const path of ["/", "/?at=1/2/3", "/kiosks/5/", "/search?q=1"])
    assert.equal(kind(path, { mode: "navigate" }), "page");
});

test("only who signs in or out changes the session", () => {
  const asked = (method, path) => changesSession({ method, url: home + path });
  assert.ok(asked("POST", "/admin/login/?next=/admin/"));
  assert.ok(asked("POST", "/admin/logout/"));
  assert.ok(!asked("GET", "/admin/login/"));
  assert.ok(!asked("POST", "/admin/kiosks/"));
});

test("what is private, moved, refused or somebody else's is not kept", () => {
  const given = (control, words) =>
    mayKeep({
      status: 200,
      type: "basic",
      redirected: false,
      headers: new Headers({ "Cache-Control": control }),
      ...words,
    });
  assert.ok(given("public, no-cache"));
  assert.ok(given(""));
  assert.ok(!given("private, no-cache"));
  assert.ok(!given("no-store"));
  assert.ok(!given("public", { status: 404 }));
  assert.ok(!given("public", { redirected: true }));
  assert.ok(!given("public", { type: "opaque" }));
});

test("the map is one page in every view", () => {
  assert.equal(placeOf(`${home}/?at=1/2/3#x`), `${home}/`);
  assert.equal(placeOf(`${home}/search?q=1#x`), `${home}/search?q=1`);
});

test("the oldest goes when there are too many or too much", () => {
  const ledger = new Ledger({ most: 2, bytes: 100 }, [
    ["a", 10],
    ["b", 10],
  ]);
  assert.deepEqual(ledger.add("a", 20), []);
  assert.deepEqual(ledger.add("c", 10), ["b"]);
  assert.deepEqual(ledger.add("d", 95), ["a", "c"]);
  assert.equal(ledger.total, 95);
});

test("a view that was rounded is the same view; another, or another question, is not", () => {
  const list = (bbox, near, layers = "kiosks") =>
    `${home}/list?layers=${layers}&bbox=${bbox}&near=${near}&order=near`;
  const seen = list("37.60,48.85,37.62,48.86", "37.61,48.855");
  assert.ok(isNearly(seen, list("37.60001,48.85001,37.62001,48.86001", "37.61001,48.85501")));
  assert.ok(!isNearly(seen, list("37.61,48.85,37.63,48.86", "37.62,48.855")));
  assert.ok(!isNearly(seen, list("37.60,48.85,37.62,48.86", "37.61,48.855,250")));
  assert.ok(!isNearly(seen, list("37.60,48.85,37.62,48.86", "37.61,48.855", "places")));
  assert.ok(!isNearly(`${home}/kiosks/1/`, `${home}/kiosks/1/`));
});

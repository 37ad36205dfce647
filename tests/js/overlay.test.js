import assert from "node:assert/strict";
import { test } from "node:test";
import { symbols } from "./stand_ins/canvas.js";
import { mapAt, openMap } from "./stand_ins/leaflet.js";
import { settled } from "./stand_ins/page.js";
import { tileOf } from "./stand_ins/tile.js";

openMap();
const { Overlay } = await import("../../maps/static/maps/js/overlay.js");

const layer = (first) => ({ legend: { field: "state" }, zooms: [first, 20] });
const CATALOGUE = { layers: { kiosks: layer(0), places: layer(0), addresses: layer(16) } };
const AT = (x, y, more = {}) => ({ id: 1, x: x * 8, y: y * 8, values: { state: "a" }, ...more });

/** An overlay over a map at a zoom, on a server that has these features in every tile. */
async function shown(
  features,
  { zoom = 12, layers = Object.keys(features), words = [], versions = {} } = {},
) {
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(address);
    return { ok: true, arrayBuffer: async () => tileOf(features) };
  };
  const overlay = new Overlay(CATALOGUE, symbols);
  overlay.show(layers, words, versions);
  overlay.addTo(mapAt(zoom));
  await settled();
  await settled();
  return { overlay, asked, drawn: () => overlay.said.filter(({ name }) => name === "drawn") };
}

const asQuery = (address) => Object.fromEntries(new URL(address, "https://map.example").searchParams);

test("one question for all layers of a tile, with the filters that are meant for them", async () => {
  const { asked } = await shown(
    { kiosks: [], places: [] },
    {
      words: [
        ["kiosks.permit_state", "expired,none"],
        ["tenders.phase", "open"],
      ],
      versions: { kiosks: 3, places: 4, tenders: 90 },
    },
  );
  assert.equal(asked.length, 1);
  assert.equal(asked[0].startsWith("/tiles/kiosks+places/11/0/0.mvt?"), true);
  assert.deepEqual(asQuery(asked[0]), { "kiosks.permit_state": "expired,none", v: "7" });
});

test("a layer is asked for from its first zoom on", async () => {
  const layers = ["kiosks", "addresses"];
  assert.equal((await shown({}, { layers, zoom: 15 })).asked[0].startsWith("/tiles/kiosks/14/"), true);
  assert.equal(
    (await shown({}, { layers, zoom: 16 })).asked[0].startsWith("/tiles/kiosks+addresses/15/"),
    true,
  );
});

test("where no layer is on, nothing is asked for", async () => {
  const { asked, drawn } = await shown({}, { layers: [] });
  assert.deepEqual(asked, []);
  assert.equal(drawn().at(-1).count, 0);
});

test("it tells when everything has arrived", async () => {
  const { drawn } = await shown({ kiosks: [AT(10, 10)] });
  assert.equal(drawn()[0].waiting, true);
  assert.deepEqual([drawn().at(-1).waiting, drawn().at(-1).count], [false, 1]);
});

test("the first layers lie above, and inside of a layer what is farther south", async () => {
  const { overlay } = await shown({
    kiosks: [AT(10, 90), AT(10, 20, { id: 2 })],
    places: [AT(10, 60)],
  });
  assert.deepEqual(
    overlay.drawn.map(({ feature }) => `${feature.layer}/${feature.id}`),
    ["places/1", "kiosks/2", "kiosks/1"],
  );
});

test("a feature is found where it is drawn", async () => {
  const { overlay } = await shown({ kiosks: [AT(100, 80)] });
  assert.equal(overlay.at({ x: 104, y: 84 }).feature.id, 1);
  assert.equal(overlay.at({ x: 200, y: 84 }), null);
});

test("other filters ask anew and forget what was drawn", async () => {
  const { overlay, asked } = await shown({ kiosks: [AT(100, 80)] });
  overlay.show(["kiosks"], [["kiosks.form", "stall"]], {});
  assert.equal(asked.length, 2);
  assert.equal(overlay.at({ x: 100, y: 80 }), null);
});

test("what is chosen is drawn anew when it is another, and only then", async () => {
  const { overlay, drawn } = await shown({ kiosks: [AT(100, 80)] });
  const before = drawn().length;
  overlay.choose([{ layer: "kiosks", id: 1 }, null]);
  assert.equal(drawn().length, before + 1);
  overlay.choose([null, { layer: "kiosks", id: 1 }]);
  assert.equal(drawn().length, before + 1);
  overlay.choose([null]);
  assert.equal(drawn().length, before + 2);
});

test("tiles that are there already are not fetched again for a filter that is taken back", async () => {
  const { overlay, asked } = await shown({ kiosks: [AT(100, 80)] });
  overlay.show(["kiosks"], [["kiosks.form", "stall"]], {});
  await settled();
  overlay.show(["kiosks"], [], {});
  assert.equal(asked.length, 2);
  assert.equal(overlay.at({ x: 100, y: 80 }).feature.id, 1);
});

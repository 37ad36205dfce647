// What waits to be sent arrives exactly once, wherever sending breaks off.

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDB } from "idb";
import { Lost, Outbox, SignedOut } from "../../maps/static/field/js/outbox.js";
import { open } from "../../maps/static/field/js/store.js";

// One tab at a time, as the browser has it.
Object.defineProperty(globalThis, "navigator", {
  value: { locks: { request: (_name, _how, work) => work({}) } },
  configurable: true,
});

let opened = 0;
const message = (form) => ({
  survey: "kiosk",
  deed: "add",
  answers: { form },
  made: `2026-11-0${opened}T10:00:00Z`,
});
const photo = (size) => ({
  bytes: new Uint8Array(size).fill(7).buffer,
  sha256: "0".repeat(64),
  made: "2026-11-01",
});

/** A server that counts what it takes, and fails when it is told to. */
class Server {
  rows = new Map();
  photos = new Map();
  requests = 0;
  failsAt = () => false;

  ask = async (address, { method, body, headers }) => {
    this.requests += 1;
    if (this.failsAt(this.requests, "before")) throw new TypeError("no connection");
    const answer = this.#answer(address, method, body, headers);
    // It was taken, but nobody heard of it.
    if (this.failsAt(this.requests, "after")) throw new TypeError("no connection");
    return answer;
  };

  #answer(address, method, body, headers) {
    const id = address.split("/").at(-1);
    if (address.includes("observations")) {
      this.rows.set(id, (this.rows.get(id) ?? 0) + 1);
      return told({
        id,
        fate: JSON.parse(body).answers.form === "castle" ? "refused" : "accepted",
        flaws: [],
      });
    }
    const known = this.photos.get(id) ?? { received: 0, size: JSON.parse(body).size };
    this.photos.set(id, known);
    if (method === "PATCH") {
      if (Number(headers["Upload-Offset"]) !== known.received)
        return told({ detail: "no" }, 409, { "Upload-Offset": String(known.received) });
      known.received += body.byteLength;
    }
    return told({ state: known.received === known.size ? "stored" : "receiving", received: known.received });
  }
}

const told = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });

async function outboxOf(server) {
  opened += 1;
  return new Outbox(await open(openDB, `test ${opened}`), server.ask);
}

test("what is saved is sent with its photos, once", async () => {
  const server = new Server();
  const outbox = await outboxOf(server);
  await outbox.add(message("kiosk"), [photo(600_000), photo(10)], "Хліб");
  assert.deepEqual(await outbox.left(), { rows: 1, photos: 2 });
  await outbox.send();
  await outbox.send();
  assert.deepEqual(await outbox.left(), { rows: 0, photos: 0 });
  assert.deepEqual([...server.rows.values()], [1]);
  assert.deepEqual(
    [...server.photos.values()].map(({ received, size }) => received === size),
    [true, true],
  );
});

test("wherever the connection breaks off, all arrives", async () => {
  for (const moment of ["before", "after"])
    for (let broken = 1; broken <= 7; broken += 1) {
      const server = new Server();
      const outbox = await outboxOf(server);
      await outbox.add(message("kiosk"), [photo(700_000)], "Хліб");
      server.failsAt = (request, when) => request === broken && when === moment;
      await assert.rejects(outbox.send(), Lost).catch(() => {});
      await outbox.send();
      assert.deepEqual(await outbox.left(), { rows: 0, photos: 0 }, `${moment} ${broken}`);
      const [kept] = server.photos.values();
      assert.equal(kept.received, 700_000);
    }
});

test("what is refused says why, and holds up nothing", async () => {
  const server = new Server();
  const outbox = await outboxOf(server);
  const id = await outbox.add(message("castle"), [], "Замок");
  await outbox.add(message("kiosk"), [], "Хліб");
  await outbox.send();
  const fates = Object.fromEntries((await outbox.all()).map((row) => [row.id, row.fate]));
  assert.equal(fates[id], "refused");
  assert.deepEqual(Object.values(fates).sort(), ["accepted", "refused"]);
  // Mended under its number, it is sent again.
  await outbox.add(message("kiosk"), [], "Хліб", { id });
  await outbox.send();
  assert.equal((await outbox.database.get("outbox", id)).fate, "accepted");
});

test("a session that ran out loses nothing", async () => {
  const server = new Server();
  const outbox = await outboxOf({ ask: async () => told({ detail: "sign in" }, 401) });
  await outbox.add(message("kiosk"), [photo(5)], "Хліб");
  await assert.rejects(outbox.send(), SignedOut);
  outbox.ask = server.ask;
  await outbox.send();
  assert.deepEqual(await outbox.left(), { rows: 0, photos: 0 });
});

test("a server that is out of order is asked again later", async () => {
  const outbox = await outboxOf({ ask: async () => new Response("", { status: 502 }) });
  await outbox.add(message("kiosk"), [], "Хліб");
  await assert.rejects(outbox.send(), Lost);
  assert.deepEqual(await outbox.left(), { rows: 1, photos: 0 });
});

test("one that the server cannot digest holds up nothing behind it, but what was said of the same object", async () => {
  const server = new Server();
  const outbox = await outboxOf({
    ask: async (address, how) =>
      how.body?.includes?.("poison")
        ? new Response("<h1>Server Error</h1>", { status: 500 })
        : server.ask(address, how),
  });
  const about = (form, feature, made) => ({ ...message(form), feature, made });
  const bad = await outbox.add(about("poison", 7, "2026-11-01T10:00:00Z"), [photo(9)], "Хліб");
  const after = await outbox.add(about("kiosk", 7, "2026-11-01T11:00:00Z"), [], "Хліб");
  const other = await outbox.add(about("kiosk", 8, "2026-11-01T12:00:00Z"), [], "Кава");
  await assert.rejects(outbox.send(), Lost);
  const fates = Object.fromEntries((await outbox.all()).map((row) => [row.id, row.fate]));
  assert.deepEqual([fates[bad], fates[after], fates[other]], ["waiting", "waiting", "accepted"]);
  assert.equal((await outbox.database.get("outbox", bad)).later, true);
  assert.equal((await outbox.left()).photos, 0);
});

test("what somebody else made waits for them, with every byte", async () => {
  const server = new Server();
  const outbox = await outboxOf(server);
  await outbox.add(message("kiosk"), [photo(5)], "Хліб", { by: "olena" });
  const mine = await outbox.add(message("kiosk"), [photo(5)], "Кава", { by: "taras" });
  await outbox.send("taras");
  assert.deepEqual(await outbox.left(), { rows: 1, photos: 1 });
  assert.deepEqual([...server.rows.keys()], [mine]);
  assert.deepEqual(await outbox.others("taras"), ["olena"]);
  await outbox.send("olena");
  assert.deepEqual(await outbox.left(), { rows: 0, photos: 0 });
});

test("a page that is none of ours is no success, and a passing refusal is none", async () => {
  for (const answer of [
    () => new Response("<html>Sign in to the network</html>", { status: 200 }),
    () => told({ detail: "slow down" }, 429),
    () => new Response("<h1>Too large</h1>", { status: 413 }),
    () => told({ hello: "world" }),
  ]) {
    const outbox = await outboxOf({ ask: async () => answer() });
    await outbox.add(message("kiosk"), [photo(5)], "Хліб");
    await assert.rejects(outbox.send(), Lost);
    assert.deepEqual(await outbox.left(), { rows: 1, photos: 1 });
    assert.equal((await outbox.database.getAllKeys("bytes")).length, 1);
  }
});

test("a photo that gets no further gives way to the next one", async () => {
  let asked = 0;
  const outbox = await outboxOf({
    ask: async (address) => {
      asked += 1;
      if (address.includes("observations")) return told({ fate: "accepted" });
      return told({ detail: "no" }, 409, { "Upload-Offset": "0" });
    },
  });
  await outbox.add(message("kiosk"), [photo(5)], "Хліб");
  await assert.rejects(outbox.send(), Lost);
  assert.ok(asked < 12, String(asked));
});

test("after a change this device knows the new version, with what it said since", async () => {
  const outbox = await outboxOf({
    ask: async (_address, { body }) => {
      if (JSON.parse(body).answers.area === 6) return new Response("", { status: 500 });
      const object = { survey: "kiosk", id: 7, version: "2", known: { area: 5, form: "kiosk" } };
      return told({ fate: "accepted", object });
    },
  });
  const change = (area, made) => ({ survey: "kiosk", deed: "inspect", feature: 7, answers: { area }, made });
  await outbox.add(change(5, "2026-11-01T10:00:00Z"), [], "Хліб");
  await outbox.add(change(6, "2026-11-01T11:00:00Z"), [], "Хліб");
  await assert.rejects(outbox.send(), Lost);
  const known = await outbox.database.get("objects", ["kiosk", 7]);
  assert.deepEqual([known.version, known.known], ["2", { area: 6, form: "kiosk" }]);
});

test("saving ends the draft and its photos in the same moment", async () => {
  const outbox = await outboxOf(new Server());
  await outbox.database.put("drafts", { name: "add/kiosk", title: "", begun: "" });
  await outbox.database.put("shots", { id: "1", draft: "add/kiosk", bytes: new ArrayBuffer(1) });
  await outbox.database.put("shots", { id: "2", draft: "add/advertising", bytes: new ArrayBuffer(1) });
  await outbox.add(message("kiosk"), [photo(5)], "Хліб", { draft: "add/kiosk" });
  assert.deepEqual(await outbox.database.getAllKeys("drafts"), []);
  assert.deepEqual(await outbox.database.getAllKeys("shots"), ["2"]);
});

test("what the office thinks of it later is heard, but not over what waits", async () => {
  const outbox = await outboxOf(new Server());
  const id = await outbox.add(message("kiosk"), [], "Хліб");
  const aside = { id, fate: "set_aside", flaws: [{ said: "Не те" }] };
  await outbox.hear(aside);
  assert.deepEqual(await outbox.left(), { rows: 1, photos: 0 });
  await outbox.send();
  await outbox.hear(aside);
  const [row] = await outbox.all();
  assert.deepEqual([row.fate, row.answer.flaws], ["set_aside", [{ said: "Не те" }]]);
});

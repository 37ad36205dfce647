// Keeps the shell of the field app, so that it starts without a connection, and sends what waits when no page does. The
// server writes `self.SHELL` before this.

import { openDB } from "idb";
import { whoIsSignedIn } from "./asking.js";
import { Outbox, SignedOut } from "./outbox.js";
import { open } from "./store.js";

const worker = /** @type {any} */ (globalThis);
/** @type {{version: string, files: string[]}} */
const shell = worker.SHELL;
const NAME = `field-${shell.version}`;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(install());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(clear());
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  // The shell that was kept, at once: on a weak line, or where something else answers, the app starts all the same. The
  // browser looks for another worker beside it, and that one brings the shell of the day.
  if (request.mode === "navigate" && pathname === "/field/") event.respondWith(kept("/field/", request));
  else if (shell.files.includes(pathname)) event.respondWith(kept(request, request));
});

// Where the browser has it: what waits is sent as soon as there is a connection, whether or not a page is open.
worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag === "outbox") event.waitUntil(send());
});

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll(shell.files.map((file) => new Request(file, { cache: "reload" })));
  await worker.skipWaiting();
}

/** Throw away the shells of other versions. */
async function clear() {
  const others = (await caches.keys()).filter((name) => name.startsWith("field-") && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request | string} name @param {Request} request */
async function kept(name, request) {
  return (await caches.match(name)) ?? fetch(request);
}

/** The outbox, as a page sends it, once no page does. What fails is tried again by the browser; nobody is told. */
async function send() {
  const database = await open(openDB);
  const outbox = new Outbox(database, (address, how) => fetch(address, how));
  outbox.addEventListener("change", tell);
  try {
    const { rows, photos } = await outbox.left();
    if (!rows && !photos) return;
    await outbox.send((await whoIsSignedIn()).name, { inTurn: true });
  } catch (failure) {
    // Who has to sign in sees it when they open the app: trying again would change nothing.
    if (!(failure instanceof SignedOut)) throw failure;
  } finally {
    database.close();
  }
}

/** Pages that are open show what has changed. */
async function tell() {
  for (const page of await worker.clients.matchAll()) page.postMessage("change");
}

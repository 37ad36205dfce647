// The service worker: the shell of the map and what was seen of it lately are there without a connection.
// Whatever the device refuses (no room, no storage), the answer of the server is passed on as if we were not here.
import {
  changesSession,
  isNearly,
  KEPT,
  kindOf,
  LARGEST,
  Ledger,
  mayKeep,
  placeOf,
  SIZE,
  STORES,
} from "./keeping.js";

const worker = /** @type {any} */ (globalThis);
const OFFLINE = "/offline";
/** Where the last view of the map is written down. */
const VIEW = "/last-view";
/** @type {Map<string, Promise<Ledger>>} */
const ledgers = new Map();
/** Another one with each sign-in and sign-out: what was asked for before is not kept after. */
let session = 0;

worker.addEventListener("install", (/** @type {any} */ event) => {
  // As a stranger asks for them: the shell is nobody's own.
  const asked = shell().files.map((file) => new Request(file, { credentials: "omit" }));
  event.waitUntil(caches.open(shell().name).then((cache) => cache.addAll(asked)));
});
worker.addEventListener("activate", (/** @type {any} */ event) => {
  const wanted = [shell().name, STORES.data.name, STORES.page.name];
  event.waitUntil(clear(wanted).then(() => worker.clients.claim()));
});
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "take over") worker.skipWaiting();
  else event.waitUntil(quietly(() => hear(event.data)));
});
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  if (changesSession(request)) event.waitUntil(quietly(() => clear([shell().name])));
  const kind = kindOf(request, location.origin);
  // The next page is the newer version's.
  if (kind === "page") worker.registration.waiting?.postMessage("take over");
  if (kind === "static") event.respondWith(fromShell(request));
  else if (kind) event.respondWith(fromServer(event, kind));
});

/**
 * What the server wrote down beside this script, before or after it was read: another version is another worker.
 * @returns {{name: string, files: string[]}}
 */
function shell() {
  const { version, files } = worker.SHELL;
  return { name: `shell-${version}`, files };
}

/** @param {Request} request @returns {Promise<Response>} */
async function fromShell(request) {
  return (await quietly(() => caches.match(request))) ?? fetch(request);
}

/** The server's answer; what is kept when there is none. @param {any} event @param {"data" | "page"} kind */
async function fromServer(event, kind) {
  const { request } = event;
  const asked = session;
  let response;
  try {
    response = await fetch(request);
  } catch (failure) {
    const kept = await fromStore(request, kind);
    if (kept) return kept;
    const offline = kind === "page" && (await quietly(() => caches.match(OFFLINE)));
    if (offline) return offline;
    throw failure;
  }
  if (response.status >= 500) return (await fromStore(request, kind)) ?? response;
  if (mayKeep(response)) {
    const copy = response.clone();
    event.waitUntil(quietly(() => keep(request.url, copy, kind, asked)));
  }
  return response;
}

/** @param {Request} request @param {"data" | "page"} kind @returns {Promise<Response | undefined>} */
async function fromStore(request, kind) {
  return quietly(async () => {
    const cache = await caches.open(STORES[kind].name);
    const url = new URL(request.url);
    if (kind === "page" && url.pathname === "/" && !url.search) {
      const view = await (await cache.match(VIEW))?.text();
      if (view) return Response.redirect(`/${view}`);
    }
    const exact = await cache.match(kind === "page" ? placeOf(request.url) : request.url);
    if (exact || kind === "page") return exact;
    const near = (await cache.keys()).find((kept) => isNearly(kept.url, request.url));
    return near && cache.match(near);
  });
}

/** @param {string} address @param {Response} response @param {"data" | "page"} kind @param {number} asked in which session */
async function keep(address, response, kind, asked) {
  const place = kind === "page" ? placeOf(address) : address;
  const body = await response.blob();
  if (body.size > LARGEST) return;
  const headers = new Headers(response.headers);
  headers.set(KEPT, new Date().toISOString());
  headers.set(SIZE, String(body.size));
  const cache = await caches.open(STORES[kind].name);
  const ledger = await ledgerOf(kind);
  if (asked !== session) return;
  await cache.put(place, new Response(body, { headers }));
  for (const old of ledger.add(place, body.size)) await cache.delete(old);
}

/**
 * What a page tells: what was seen before the worker was there, and the words of its view.
 * @param {{page?: string, seen?: string[], view?: string}} said
 */
async function hear({ page, seen = [], view }) {
  const asked = session;
  if (page) await catchUp(page, "page", asked);
  if (view !== undefined) await remember(view);
  for (const address of seen) {
    // What one session has seen is not asked for in another.
    if (asked !== session) return;
    const kind = kindOf({ method: "GET", mode: "cors", url: address }, location.origin);
    if (kind === "data") await quietly(() => catchUp(address, kind, asked));
  }
}

/** @param {string} address @param {"data" | "page"} kind @param {number} asked in which session */
async function catchUp(address, kind, asked) {
  const response = await fetch(address);
  if (mayKeep(response)) await keep(address, response, kind, asked);
}

/** @param {string} view the words of the map's address */
async function remember(view) {
  const cache = await caches.open(STORES.page.name);
  // Without a page to show it on it is of no use.
  if (await cache.match(`${location.origin}/`)) await cache.put(VIEW, new Response(view));
}

/** @param {"data" | "page"} kind @returns {Promise<Ledger>} */
function ledgerOf(kind) {
  let ledger = ledgers.get(kind);
  if (!ledger) {
    ledger = read(kind);
    ledgers.set(kind, ledger);
  }
  return ledger;
}

/** @param {"data" | "page"} kind */
async function read(kind) {
  const cache = await caches.open(STORES[kind].name);
  /** @type {[string, number][]} */
  const held = [];
  for (const request of await cache.keys()) {
    const size = Number((await cache.match(request))?.headers.get(SIZE));
    held.push([request.url, size]);
  }
  return new Ledger(STORES[kind], held);
}

/** Throw away all stores but some. @param {string[]} wanted */
async function clear(wanted) {
  session += 1;
  ledgers.clear();
  for (const name of await caches.keys()) if (!wanted.includes(name)) await caches.delete(name);
}

/**
 * Do what a device may refuse.
 * @template T
 * @param {() => Promise<T>} deed
 * @returns {Promise<T | undefined>}
 */
async function quietly(deed) {
  try {
    return await deed();
  } catch {
    return undefined;
  }
}

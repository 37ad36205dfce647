// The service worker: the page begins from what is kept here, and what was seen last is shown when there is no network.
// The server puts three words before this text: SHELL, the files that the page begins with, VERSION, their digest, and
// SAVED, what is said on a page that is shown as it was, by language.

/** @type {any} */
const scope = self;
const SHELL = `shell-${scope.VERSION}`;
/** The number changes when what is kept is kept otherwise: an older cache is thrown away then. */
const SEEN = "seen-1";
const OFFLINE = "/offline";
/** Answers that are kept; the oldest go first. */
const MOST_SEEN = 600;
/** After so many milliseconds without an answer what is kept is shown, if there is any. */
const PATIENCE = 6000;
const PARTS =
  /^\/(tiles\/|list$|counts$|figures$|legend\/|api\/collections\/[\w-]+\/items\/\d+$|[a-z]+\/\d+\/beside$)/;
/** Files to be saved by a person, and what is of this moment only. */
const PASSING = /^\/(admin|data|static|suggest|short|s|qr\.svg|sw\.js|healthz|readyz)(\/|\.|$)/;

scope.addEventListener("install", (/** @type {any} */ event) => {
  const kept = caches.open(SHELL).then((cache) => cache.addAll(scope.SHELL));
  event.waitUntil(kept.then(() => scope.skipWaiting()));
});

scope.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(forgetOthers().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== scope.location.origin) return;
  if (request.method !== "GET") {
    // Whoever signs in or out leaves nothing to the next one at this device.
    if (pathname.startsWith("/admin/log")) event.waitUntil(caches.delete(SEEN));
    return;
  }
  if (pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (isKept(request, pathname)) event.respondWith(fromNetwork(event));
});

async function forgetOthers() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== SEEN) await caches.delete(name);
}

/** @param {Request} request @param {string} pathname */
function isKept(request, pathname) {
  if (PASSING.test(pathname)) return false;
  return request.mode === "navigate" || PARTS.test(pathname) || request.url.includes("fragment=");
}

/** A file that is named by its content never changes. @param {Request} request */
async function fromShell(request) {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

/** The server's answer; what is kept of it where there is none. @param {any} event */
async function fromNetwork(event) {
  const { request } = event;
  const answer = fetch(request).then((response) => {
    if (mayBeKept(response)) event.waitUntil(keep(request, response.clone()));
    return response;
  });
  try {
    const response = await Promise.race([answer, impatience(request)]);
    return response.status < 500 ? response : ((await asItWas(request)) ?? response);
  } catch (failure) {
    const saved = (await asItWas(request)) ?? (await instead(request));
    if (saved) return saved;
    throw failure;
  }
}

/** Ends with what is kept, after a while; never, where nothing is. @param {Request} request @returns {Promise<Response>} */
async function impatience(request) {
  await new Promise((go) => setTimeout(go, PATIENCE));
  return (await asItWas(request)) ?? new Promise(() => {});
}

/** Whether an answer is everybody's: nothing that depends on who asks is ever kept. @param {Response} response */
function mayBeKept(response) {
  const control = response.headers.get("Cache-Control") ?? "";
  return response.status === 200 && !response.redirected && !/private|no-store/.test(control);
}

/** @param {Request} request @param {Response} response */
async function keep(request, response) {
  try {
    const headers = new Headers(response.headers);
    headers.delete("Content-Encoding");
    headers.set("X-Saved-At", new Date().toISOString());
    const cache = await caches.open(SEEN);
    // Kept anew it is the youngest: the order of a cache is the order in which it was filled.
    await cache.delete(nameOf(request), { ignoreVary: true });
    await cache.put(nameOf(request), new Response(await response.blob(), { headers }));
    const names = await cache.keys();
    for (const oldest of names.slice(0, Math.max(0, names.length - MOST_SEEN))) await cache.delete(oldest);
  } catch {
    // The device is full: the page goes on without a memory.
  }
}

/** @param {Request} request @returns {Promise<Response | undefined>} */
function kept(request) {
  return caches.match(nameOf(request), { cacheName: SEEN, ignoreVary: true });
}

/** What is kept; a page without a script says so itself. @param {Request} request */
async function asItWas(request) {
  const saved = await kept(request);
  if (!saved || request.mode !== "navigate" || new URL(request.url).pathname === "/") return saved;
  const time = new Date(saved.headers.get("X-Saved-At") ?? "");
  const text = (await saved.text()).replace(/<html lang="(\w\w)"[\s\S]*?<main[^>]*>/, (head, language) => {
    const shown = time.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    return `${head}<p class="notice" role="status">${scope.SAVED[language].replace("{time}", shown)}</p>`;
  });
  return new Response(text, { headers: saved.headers });
}

/** What stands for a page that is not kept: the map as it was last, or a page that says what there is. */
/** @param {Request} request @returns {Promise<Response | undefined>} */
async function instead(request) {
  if (request.mode !== "navigate") return undefined;
  const map = new URL(request.url).pathname === "/" && (await lastMap());
  return map || caches.match(OFFLINE, { cacheName: SHELL });
}

async function lastMap() {
  const cache = await caches.open(SEEN);
  const maps = await cache.matchAll("/", { ignoreSearch: true, ignoreVary: true });
  return maps.at(-1);
}

/** A tile is asked for with the version of its layers: the last one that was seen stands for it. @param {Request} request */
function nameOf(request) {
  const url = new URL(request.url);
  if (url.pathname.startsWith("/tiles/")) url.searchParams.delete("v");
  return url.href;
}

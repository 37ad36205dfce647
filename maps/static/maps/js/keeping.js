// What the service worker keeps, for how long, and what never: rules without a browser.

/** When a kept answer was given, and how many bytes it has: its own headers. */
export const KEPT = "X-Kept";
export const SIZE = "X-Kept-Size";

/** The stores of what was seen. Another number is another layout: what lies in older ones is not understood and goes. */
export const STORES = {
  data: { name: "data-1", most: 400, bytes: 24 << 20 },
  page: { name: "pages-1", most: 40, bytes: 6 << 20 },
};
/** Larger answers are not what somebody needs on the way. */
export const LARGEST = 2 << 20;

/** How far apart two views may lie that are one, as a part of their width. */
const SLACK = 0.02;
const STATIC = /^\/(static\/.*|icon\.svg|arms\.svg|city\.css)$/;
const NEVER = /^\/(admin|api|data|s|short|sw\.js|healthz|readyz|remark|qr\.svg|manifest)\b|\/remark$/;
const DATA =
  /^\/(tiles|legend)\/|^\/(list|counts|figures|suggest|search|around)$|^\/[\w-]+\/(\d+\/(beside)?|figures|table)?$/;
const OUTLINE = /^\/api\/collections\/[\w-]+\/items\/\d+$/;
const SESSION = /^\/admin\/(login|logout)\//;

/**
 * How a question is answered: from the shell, as data or as a page from the server first, or not by us (null).
 * @param {{method: string, mode: string, url: string}} request
 * @param {string} home
 * @returns {"static" | "data" | "page" | null}
 */
export function kindOf(request, home) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== home) return null;
  if (STATIC.test(url.pathname)) return "static";
  if (OUTLINE.test(url.pathname)) return "data";
  if (NEVER.test(url.pathname)) return null;
  if (request.mode === "navigate") return "page";
  return DATA.test(url.pathname) ? "data" : null;
}

/** Whether somebody signs in or out: the next to look is another. @param {{method: string, url: string}} request */
export function changesSession(request) {
  return request.method === "POST" && SESSION.test(new URL(request.url).pathname);
}

/**
 * Whether an answer may be kept: whole, ours, and meant for everybody.
 * @param {{status: number, type: string, redirected: boolean, headers: Headers}} response
 */
export function mayKeep({ status, type, redirected, headers }) {
  const control = headers.get("Cache-Control") ?? "";
  return status === 200 && type === "basic" && !redirected && !/\b(private|no-store)\b/.test(control);
}

/** Where a page is kept: the map is one page, whatever its address asks for. @param {string} address */
export function placeOf(address) {
  const url = new URL(address);
  url.hash = "";
  if (url.pathname === "/") url.search = "";
  return url.href;
}

/**
 * Whether two questions ask the same of nearly the same view: an address rounds the place that it names.
 * @param {string} one @param {string} other
 */
export function isNearly(one, other) {
  const [a, b] = [new URL(one), new URL(other)];
  const [seen, asked] = [take(a, "bbox"), take(b, "bbox")];
  if (seen.length !== 4 || asked.length !== 4) return false;
  const places = [take(a, "near"), take(b, "near")];
  if (a.href !== b.href || places[0].length !== places[1].length) return false;
  const allowed = (seen[2] - seen[0]) * SLACK;
  const isClose = (/** @type {number} */ value, /** @type {number} */ index) =>
    Math.abs(value - [...asked, ...places[1]][index]) <= allowed;
  return [...seen, ...places[0]].every(isClose);
}

/** @param {URL} url @param {string} name @returns {number[]} the numbers of a word of an address that loses it */
function take(url, name) {
  const numbers = url.searchParams.get(name)?.split(",").map(Number) ?? [];
  url.searchParams.delete(name);
  return numbers;
}

/** What lies in a store, the oldest first, and what has to go. */
export class Ledger {
  /** @param {{most: number, bytes: number}} limits @param {[string, number][]} [held] */
  constructor({ most, bytes }, held = []) {
    this.most = most;
    this.bytes = bytes;
    this.sizes = new Map(held);
    this.total = held.reduce((sum, [, size]) => sum + size, 0);
  }

  /** Enter what is kept now. @param {string} address @param {number} size @returns {string[]} what goes for it */
  add(address, size) {
    this.remove(address);
    this.sizes.set(address, size);
    this.total += size;
    const gone = [];
    for (const old of this.sizes.keys()) {
      if (this.sizes.size <= this.most && this.total <= this.bytes) break;
      this.remove(old);
      gone.push(old);
    }
    return gone;
  }

  /** @param {string} address */
  remove(address) {
    this.total -= this.sizes.get(address) ?? 0;
    this.sizes.delete(address);
  }
}

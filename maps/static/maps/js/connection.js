// Whether the server can be reached: every question of the page goes through here, so that an outage is told once and
// what was asked in vain is asked again when it is over.

import { KEPT } from "./keeping.js";

/** How long to wait before a question is asked again, in milliseconds; it doubles with each failure. */
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

const bell = new EventTarget();
let isLost = false;
/** @type {RequestCredentials} */
let credentials = "same-origin";
/** @type {Date | null} since when the oldest of what is shown was kept on the device */
let kept = null;

/**
 * Ask the server. Throws for what has no answer: no connection, or a server that is out of order; a refusal is an answer.
 * @param {string} address
 * @param {RequestInit} [how]
 * @returns {Promise<Response>}
 */
export async function ask(address, how) {
  let response;
  try {
    response = await fetch(address, { credentials, ...how });
  } catch (failure) {
    // A question that the page itself took back says nothing about the connection.
    if (/** @type {any} */ (failure).name !== "AbortError") report(true);
    throw failure;
  }
  const since = response.headers?.get(KEPT);
  if (since) {
    const date = new Date(since);
    report(true, !kept || date < kept ? date : kept);
    return response;
  }
  report(response.status >= 500);
  if (response.status >= 500) throw new Error(String(response.status));
  return response;
}

/** Ask from now on as somebody whom the server does not know. */
export function anonymously() {
  credentials = "omit";
}

/** Tell when the connection is lost and when it is back. @param {(isLost: boolean) => void} listener */
export function watch(listener) {
  bell.addEventListener("change", () => listener(isLost));
  addEventListener("offline", () => report(true));
  addEventListener("online", () => {
    // Answers that were kept are answers: nobody waits, and all is asked anew.
    if (kept) report(false);
    else retry();
  });
}

/** Since when what is shown was kept, where the device answers in the place of the server. */
export function keptSince() {
  return kept;
}

/** Let everybody who waits ask again at once. */
export function retry() {
  bell.dispatchEvent(new Event("retry"));
}

/**
 * Wait before a question is asked once more: longer each time, but no longer than until the connection is back.
 * @param {number} failures so far
 * @returns {Promise<void>}
 */
export function pause(failures) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, Math.min(LONGEST_PAUSE, PAUSE * 2 ** failures));
    function done() {
      clearTimeout(timer);
      bell.removeEventListener("retry", done);
      resolve();
    }
    bell.addEventListener("retry", done);
  });
}

/** Ask until there is an answer: where nobody waits for one, nobody else would notice that there is. */
export async function knock() {
  for (let failures = 0; isLost; failures += 1) {
    await pause(failures);
    try {
      if (isLost) await ask("/healthz", { cache: "no-store" });
    } catch {
      // Not yet.
    }
  }
}

/** @param {boolean} lost @param {Date | null} [since] */
function report(lost, since = null) {
  if (lost === isLost && Number(since) === Number(kept)) return;
  // A question that nothing was kept for does not make the others younger.
  if (lost && isLost && !since) return;
  isLost = lost;
  kept = since;
  bell.dispatchEvent(new Event("change"));
  if (!lost) retry();
}

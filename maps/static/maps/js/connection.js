// Whether the server can be reached: every question of the page goes through here, so that an outage is told once and
// what was asked in vain is asked again when it is over.

/** How long to wait before a question is asked again, in milliseconds; it doubles with each failure. */
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

const bell = new EventTarget();
let isLost = false;
/** @type {RequestCredentials} */
let credentials = "same-origin";

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
  addEventListener("online", retry);
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

/** @param {boolean} lost */
function report(lost) {
  if (lost === isLost) return;
  isLost = lost;
  bell.dispatchEvent(new Event("change"));
  if (!lost) retry();
}

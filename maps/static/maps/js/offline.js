// The page's side of the service worker: it is called, told what is seen, and a newer one is offered.
import { keptSince, watch } from "./connection.js";

/** @param {Record<string, string>} words @param {HTMLElement} outage @param {HTMLElement} newer */
export async function stay(words, outage, newer) {
  const usual = outage.textContent;
  watch(() => {
    const since = keptSince();
    outage.textContent = since ? words.kept.replace("{time}", moment(since, new Date())) : usual;
  });
  try {
    await begin(words, newer, /** @type {WorkerType} */ (outage.dataset.worker));
  } catch {
    // A device that keeps nothing: the page works as before.
  }
}

/**
 * When something was kept: its time, and its day if that is another.
 * @param {Date} since @param {Date} now @param {string} [language]
 */
export function moment(since, now, language = document.documentElement.lang) {
  /** @type {Intl.DateTimeFormatOptions} */
  const day = since.toDateString() === now.toDateString() ? {} : { day: "numeric", month: "long" };
  return since.toLocaleString(language, { ...day, hour: "2-digit", minute: "2-digit" });
}

/** @param {Record<string, string>} words @param {HTMLElement} newer @param {WorkerType} type */
async function begin(words, newer, type) {
  const { serviceWorker } = navigator;
  const isFirst = !serviceWorker.controller;
  const registration = await serviceWorker.register("/sw.js", { type, updateViaCache: "none" });
  addEventListener("pagehide", () => tell({ view: location.search }));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) tell({ view: location.search });
  });
  if (isFirst) {
    serviceWorker.addEventListener("controllerchange", () => catchUp(), { once: true });
    if (serviceWorker.controller) catchUp();
  }
  if (registration.waiting && !isFirst) offer(registration, words, newer);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && serviceWorker.controller) offer(registration, words, newer);
    });
  });
}

/** What was seen before the worker was there: the page, and what it asked for past the worker. */
function catchUp() {
  tell({ page: location.href, view: location.search });
  new PerformanceObserver((list) => {
    const past = /** @type {PerformanceResourceTiming[]} */ (list.getEntries()).filter(
      (one) => !one.workerStart,
    );
    tell({ seen: past.map((one) => one.name) });
  }).observe({ type: "resource", buffered: true });
}

/** @param {any} said */
function tell(said) {
  navigator.serviceWorker.controller?.postMessage(said);
}

/** @param {ServiceWorkerRegistration} registration @param {Record<string, string>} words @param {HTMLElement} newer */
function offer(registration, words, newer) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.newer;
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take over");
  });
  newer.replaceChildren(button);
}

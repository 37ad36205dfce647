// The page as an app of its own: the service worker is set up, and a newer version is offered when it is there.

/** @param {() => void} offer called when a newer version has taken over */
export function install(offer) {
  const container = navigator.serviceWorker;
  // Not where the browser has none, or not for this address: all is as before.
  if (!container) return;
  const isFirst = !container.controller;
  container.addEventListener("controllerchange", () => {
    if (!isFirst) offer();
  });
  // After the page is there: what is kept for later waits for what is wanted now.
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  whenIdle(() => container.register("/sw.js", { updateViaCache: "none" }).catch(() => {}));
}

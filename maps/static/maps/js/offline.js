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
  container.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
}

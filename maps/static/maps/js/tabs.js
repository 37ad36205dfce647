// Two views of one panel: the layers, and the list of what is in view. Tabs by the ARIA pattern.

/**
 * @param {HTMLElement} root a tablist whose tabs name their panels by `aria-controls`
 * @param {(chosen: number) => void} changed
 * @returns {(chosen: number) => void} shows a panel without telling
 */
export function tabs(root, changed) {
  const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[role=tab]")]);
  const panels = all.map(
    (tab) => /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? "")),
  );

  /** @param {number} chosen @param {boolean} focus */
  function choose(chosen, focus) {
    all.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (focus) all[chosen].focus();
  }

  root.addEventListener("click", (event) => {
    const tab = /** @type {Element} */ (event.target).closest("[role=tab]");
    if (!tab) return;
    const chosen = all.indexOf(/** @type {HTMLElement} */ (tab));
    choose(chosen, false);
    changed(chosen);
  });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = all.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const chosen = (from + step + all.length) % all.length;
    choose(chosen, true);
    changed(chosen);
  });
  return (chosen) => choose(chosen, false);
}

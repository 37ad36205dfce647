// Two views of one panel: the layers, and the list of what is in view. Tabs by the ARIA pattern.

/** @param {HTMLElement} root a tablist whose tabs name their panels by `aria-controls` */
export function tabs(root) {
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
    if (tab) choose(all.indexOf(/** @type {HTMLElement} */ (tab)), false);
  });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = all.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    choose((from + step + all.length) % all.length, true);
  });
}

// A button with a list of deeds beside it: opened, walked and left by mouse, touch and keyboard.

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} list whose buttons name their deeds by `data-deed`
 * @param {(deed: string) => void} done
 */
export function menu(button, list, done) {
  /** @param {boolean} open @param {boolean} [back] whether the focus goes back to the button */
  function set(open, back) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) list.querySelector("button")?.focus();
    else if (back) button.focus();
  }

  button.addEventListener("click", () => set(Boolean(list.hidden)));
  list.addEventListener("click", (event) => {
    const chosen = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (event.target).closest("[data-deed]")
    );
    if (!chosen) return;
    // The focus is on the button first, so that a dialog gives it back there.
    set(false, true);
    done(chosen.dataset.deed ?? "");
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      return set(false, true);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    all[(at + step + all.length) % all.length].focus();
  });
  list.addEventListener("focusout", (event) => {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (!next || (!list.contains(next) && next !== button)) set(false);
  });
}

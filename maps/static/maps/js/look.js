// Light, dark or high contrast: as the device has it, or as somebody chose for this map.

import { THEMES } from "./state.js";

export class Look {
  /** @param {HTMLDialogElement} dialog @param {() => void} changed */
  constructor(dialog, changed) {
    this.dialog = dialog;
    this.changed = changed;
    dialog.addEventListener("change", (event) => {
      const { name, value } = /** @type {HTMLInputElement} */ (event.target);
      if (name === "theme") this.#set(value);
    });
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"])
      matchMedia(query).addEventListener("change", () => this.changed());
  }

  open() {
    const chosen = chosenLook();
    for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (
      this.dialog.querySelectorAll("[name=theme]")
    ))
      radio.checked = radio.value === chosen;
    this.dialog.showModal();
  }

  /** What the address says. @param {string} theme */
  show(theme) {
    if (theme !== chosenLook()) this.#set(theme);
  }

  /** @param {string} theme */
  #set(theme) {
    document.documentElement.dataset.theme = theme;
    // The server has to know it before it writes the page, or the page would flash.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser that residents have
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    /** @type {HTMLElement} */ (this.dialog.querySelector("[data-unkept]")).hidden = document.cookie.includes(
      `theme=${theme}`,
    );
    this.changed();
  }
}

/** @returns {"light" | "dark" | "contrast"} what is seen now */
export function shownLook() {
  const chosen = chosenLook();
  if (chosen !== "auto") return /** @type {any} */ (chosen);
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function chosenLook() {
  const { theme } = document.documentElement.dataset;
  return theme && THEMES.includes(theme) ? theme : "auto";
}

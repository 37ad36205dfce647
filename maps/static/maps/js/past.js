// The map on a day that is past: where the day is chosen, and what says, as long as it is shown, that it is not today.

import { dayOf } from "./visits.js";

const DAY = 86_400_000;

export class Past {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {HTMLElement} badge
   * @param {Record<string, string>} words
   * @param {(day: string) => void} choose called with a day, or with nothing for today
   */
  constructor(dialog, badge, words, choose) {
    this.dialog = dialog;
    this.badge = badge;
    this.words = words;
    this.field = /** @type {HTMLInputElement} */ (dialog.querySelector("[type=date]"));
    dialog.querySelector("form")?.addEventListener("submit", (event) => {
      const way = /** @type {SubmitEvent} */ (event).submitter;
      if (way?.hasAttribute("data-go")) choose(this.field.value);
    });
    for (const place of [dialog, badge])
      place.querySelector("[data-today]")?.addEventListener("click", () => {
        dialog.close();
        choose("");
      });
  }

  open() {
    const yesterday = dayOf(new Date(Date.now() - DAY));
    this.field.max = yesterday;
    this.field.value ||= yesterday;
    this.dialog.showModal();
  }

  /** @param {string} [day] that the map shows; nothing for today */
  show(day = "") {
    this.badge.hidden = !day;
    this.field.value = day;
    if (!day) return;
    const date = new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, {
      day: "numeric",
      month: "long",
      year: "numeric",
    });
    const said = this.badge.querySelector("span");
    if (said) said.textContent = this.words.asOf.replace("{date}", date);
  }
}

// An object's own page, taken along: its address, or the page on paper.

import { Share } from "./share.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("share-dialog"));
const share = new Share(dialog);
// From the card on the map: the page of the object is what is printed.
if (location.hash === "#print") addEventListener("load", () => print(), { once: true });
for (const ways of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".taking"))) {
  ways.hidden = false;
  ways.querySelector("[data-share]")?.addEventListener("click", () => share.open());
  ways.querySelector("[data-print]")?.addEventListener("click", () => print());
}

// The address of what is seen, to be copied, sent, made short, or read from the screen by another phone.

import { ask } from "./connection.js";

export class Share {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.said = /** @type {HTMLElement} */ (dialog.querySelector("#share-said"));
    this.address = /** @type {HTMLInputElement} */ (dialog.querySelector("#share-address"));
    this.code = /** @type {HTMLImageElement} */ (dialog.querySelector("#share-code"));
    this.#on("#share-copy", () => this.#copy());
    this.#on("#share-short", () => this.#shorten());
    if ("share" in navigator) {
      const send = this.#on("#share-send", () =>
        navigator.share({ url: this.address.value }).catch(() => {}),
      );
      send.hidden = false;
    }
    this.address.addEventListener("focus", () => this.address.select());
  }

  open() {
    this.#show(location.href);
    this.said.textContent = "";
    this.dialog.showModal();
  }

  /** @param {string} address */
  #show(address) {
    this.address.value = address;
    const { pathname, search } = new URL(address);
    this.code.src = `/qr.svg?to=${encodeURIComponent(pathname + search)}`;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.address.value);
    } catch {
      // Without leave, or without a secure connection: the address is marked, to be copied by hand.
      this.address.focus();
      return this.#say("notCopied");
    }
    this.#say("copied");
  }

  async #shorten() {
    const { pathname, search } = new URL(this.address.value);
    try {
      const response = await ask("/short", {
        method: "POST",
        body: new URLSearchParams({ to: pathname + search }),
      });
      if (!response.ok) throw new Error(String(response.status));
      this.#show(new URL((await response.json()).address, location.origin).href);
      this.address.focus();
    } catch {
      this.#say("failed");
    }
  }

  /** @param {"copied" | "notCopied" | "failed"} what */
  #say(what) {
    this.said.textContent = this.said.dataset[what] ?? "";
  }

  /** @param {string} selector @param {() => void} deed */
  #on(selector, deed) {
    const button = /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
    button.addEventListener("click", deed);
    return button;
  }
}

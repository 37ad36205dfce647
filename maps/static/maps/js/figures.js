// What the features in view say together: asked for only while somebody looks at it.

import { ask } from "./connection.js";

export class Figures {
  /** @param {HTMLElement} root @param {Record<string, string>} words */
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.asked = 0;
    /** the question that the figures answer */
    this.address = "";
  }

  /** @param {URLSearchParams} params the selection of the present view */
  async load(params) {
    const address = `/figures?${params}`;
    if (this.root.hidden || address === this.address) return;
    const question = ++this.asked;
    let html = null;
    try {
      const response = await ask(address);
      if (response.ok) html = await response.text();
    } catch {
      // Told below.
    }
    if (question !== this.asked) return;
    if (html === null) this.root.textContent = this.words.failed;
    else {
      this.root.innerHTML = html;
      this.address = address;
    }
  }
}

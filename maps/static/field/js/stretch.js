// A stretch instead of a point: where it begins is kept, then one walks along it, or points at its other end.

import { words } from "./app.js";
import { make } from "./make.js";
import { Whereabouts } from "./whereabouts.js";

/** @typedef {import("./whereabouts.js").Position} Position */

export class Stretch extends EventTarget {
  /** @param {Whereabouts} begin @param {number} exactTo metres @param {Position | null} [held] the end, of a draft */
  constructor(begin, exactTo, held = null) {
    super();
    this.begin = begin;
    this.exactTo = exactTo;
    /** @type {Whereabouts | null} */
    this.end = null;
    this.room = make("div", {});
    this.box = make("input", { type: "checkbox", name: "stretch", onchange: () => this.#change() });
    this.element = make(
      "div",
      {},
      make("label", { class: "unknown" }, this.box, ` ${words.isStretch}`),
      this.room,
    );
    if (held) {
      this.box.checked = true;
      this.#change();
      /** @type {any} */ (this.end)?.hold(held);
    }
  }

  /** The other end as it was confirmed. @returns {Position | null} */
  get held() {
    return this.end?.held ?? this.end?.place ?? null;
  }

  /** Where it is, as it is sent; null while an end is missing. @returns {any} */
  get position() {
    const from = this.begin.place;
    if (!this.end) return from;
    const to = this.end.place;
    if (!from || !to) return null;
    const coordinates = [from, to].map(({ longitude, latitude }) => [longitude, latitude]);
    const accuracy = Math.max(from.accuracy, to.accuracy);
    return { geometry: { type: "LineString", coordinates }, accuracy, placing: to.placing };
  }

  #change() {
    if (this.box.checked && this.begin.place && !this.begin.held) this.begin.hold(this.begin.place);
    this.end = this.box.checked ? new Whereabouts(this.exactTo, words.whereItEnds, "ending") : null;
    this.room.replaceChildren(
      ...(this.end ? [make("p", { class: "help" }, words.stretchHow), this.end.element] : []),
    );
    this.dispatchEvent(new Event("change"));
  }
}

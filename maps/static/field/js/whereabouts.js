// Where a new object is: by satellites, as exact as they are, or under the crosshair of a map.

import { fix, leaving, whereSoever, words } from "./app.js";
import { Atlas } from "./atlas.js";
import { make } from "./make.js";

/** How exactly one points, in pixels of the map, and in metres at best: the base map is no more exact itself. */
const POINTED = 4;
const EXACTEST = 2;

export class Whereabouts extends EventTarget {
  /** @param {number} exactTo metres: a position that is less exact is warned of */
  constructor(exactTo) {
    super();
    this.exactTo = exactTo;
    /** @type {Atlas | null} */
    this.atlas = null;
    this.said = make("p", { class: "whereabouts", role: "status" });
    this.frame = make("div", { class: "frame", hidden: true });
    this.element = make(
      "fieldset",
      { class: "question" },
      make("legend", {}, words.where),
      make(
        "div",
        { class: "choices large" },
        this.#way("gps", words.bySatellites, true),
        this.#way("crosshair", words.onTheMap, false),
      ),
      this.frame,
      this.said,
    );
    whereSoever(() => this.#tell());
    leaving(() => this.atlas?.remove());
    this.#tell();
  }

  /** @returns {{longitude: number, latitude: number, accuracy: number, placing: "gps" | "crosshair"} | null} */
  get place() {
    if (this.atlas) {
      const [longitude, latitude] = this.atlas.middle;
      const accuracy = Math.max(EXACTEST, POINTED * this.atlas.metresPerPixel);
      return { longitude, latitude, accuracy, placing: "crosshair" };
    }
    if (!fix.place) return null;
    const { longitude, latitude, accuracy } = fix.place;
    return { longitude, latitude, accuracy, placing: "gps" };
  }

  /** @param {"gps" | "crosshair"} value @param {string} title @param {boolean} checked */
  #way(value, title, checked) {
    const onchange = () => this.#change(value);
    return make(
      "label",
      { class: "choice" },
      make("input", { type: "radio", name: "placing", value, checked, onchange }),
      make("span", {}, title),
    );
  }

  /** @param {"gps" | "crosshair"} way */
  #change(way) {
    this.frame.hidden = way === "gps";
    this.atlas?.remove();
    this.atlas = null;
    if (way === "crosshair") {
      const root = make("div", { class: "atlas", "aria-label": words.crosshairMap, role: "region" });
      this.frame.replaceChildren(root, make("span", { class: "crosshair", "aria-hidden": "true" }));
      this.atlas = new Atlas(root);
      this.atlas.map.on("moveend", () => this.#tell());
    }
    this.#tell();
  }

  #tell() {
    this.atlas?.moved();
    this.said.textContent = this.atlas ? words.pointed : wherever(this.exactTo);
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {number} exactTo metres */
function wherever(exactTo) {
  if (!fix.place) return words.searching;
  const metres = String(Math.round(fix.place.accuracy));
  if (fix.place.accuracy > exactTo) return words.rough.replace("{metres}", metres);
  return words.fix.replace("{metres}", metres).replace("{count}", String(fix.place.count));
}

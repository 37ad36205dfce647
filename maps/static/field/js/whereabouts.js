// Where a new object is: by satellites, as exact as they are, or under the crosshair of a map.

import { fix, leaving, whereSoever, words } from "./app.js";
import { Atlas } from "./atlas.js";
import { make } from "./make.js";

/** How exactly one points, in pixels of the map, and in metres at best: the base map is no more exact itself. */
const POINTED = 4;
const EXACTEST = 2;
/** Milliseconds after which it is looked at anew how old the last reading is. */
const AGING = 5_000;

/** @typedef {{longitude: number, latitude: number, accuracy: number, placing: "gps" | "crosshair"}} Position */

export class Whereabouts extends EventTarget {
  /**
   * @param {number} exactTo metres: a position that is less exact is warned of @param {string} [title]
   * @param {string} [name] of the choice of ways: each place on a screen has its own
   */
  constructor(exactTo, title = words.where, name = "placing") {
    super();
    this.name = name;
    this.exactTo = exactTo;
    /** @type {Position | null} what was confirmed: it stays when whoever did so walks on */
    this.held = null;
    /** @type {Atlas | null} */
    this.atlas = null;
    this.said = make("p", { class: "whereabouts", role: "status" });
    this.frame = make("div", { class: "frame", hidden: true });
    this.again = make(
      "button",
      { type: "button", class: "button", hidden: true, onclick: () => this.hold(null) },
      words.measureAgain,
    );
    this.element = make(
      "fieldset",
      { class: "question" },
      make("legend", {}, title),
      make(
        "div",
        { class: "choices large" },
        this.#way("gps", words.bySatellites, true),
        this.#way("crosshair", words.onTheMap, false),
      ),
      this.frame,
      this.said,
      this.again,
    );
    whereSoever(() => this.#tell());
    const aging = setInterval(() => this.#tell(), AGING);
    leaving(() => clearInterval(aging));
    leaving(() => this.atlas?.remove());
    this.#tell();
  }

  /** The place is this one from now on, or again where the device or the crosshair is. @param {Position | null} place */
  hold(place) {
    this.held = place;
    this.#tell();
  }

  /** @returns {Position | null} */
  get place() {
    if (this.held) return this.held;
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
      make("input", { type: "radio", name: this.name, value, checked, onchange }),
      make("span", {}, title),
    );
  }

  /** @param {"gps" | "crosshair"} way */
  #change(way) {
    this.held = null;
    this.frame.hidden = way === "gps";
    this.atlas?.remove();
    this.atlas = null;
    if (way === "crosshair") {
      const root = make("div", { class: "atlas", "aria-label": words.crosshairMap, role: "region" });
      this.frame.replaceChildren(root, make("span", { class: "crosshair", "aria-hidden": "true" }));
      this.atlas = new Atlas(root);
      // Whoever moves the map points anew; a map out of sight only follows its frame.
      this.atlas.map.on("dragend keydown zoomend", () => this.hold(null));
      this.atlas.map.on("moveend", () => {
        this.#tell();
        this.dispatchEvent(new Event("moved"));
      });
    }
    this.#tell();
    this.dispatchEvent(new Event("moved"));
  }

  #tell() {
    this.atlas?.moved();
    this.again.hidden = !this.held;
    this.said.textContent = this.held ? kept(this.held) : this.atlas ? words.pointed : wherever(this.exactTo);
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Position} place */
function kept({ accuracy }) {
  return words.placeKept.replace("{metres}", String(Math.round(accuracy)));
}

/** @param {number} exactTo metres */
function wherever(exactTo) {
  if (!fix.place) return words.searching;
  if (fix.isStale) return words.staleFix.replace("{seconds}", String(Math.round(fix.age / 1000)));
  const metres = String(Math.round(fix.place.accuracy));
  if (fix.place.accuracy > exactTo) return words.rough.replace("{metres}", metres);
  return words.fix.replace("{metres}", metres).replace("{count}", String(fix.place.count));
}

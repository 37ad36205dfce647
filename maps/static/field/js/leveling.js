// Measuring a slope with the telephone laid on it. The value can as well be typed: nothing here is the only way.

import { database, leaving, words } from "./app.js";
import { bothWays, percent, Readings } from "./level.js";
import { make } from "./make.js";
import { number } from "./parts.js";

/** What the sensor says is looked at every so many milliseconds: one that lies still says nothing new. */
const LOOK = 100;
/** What is shown is said anew at most once in so many milliseconds: it is read aloud. */
const SAY = 1000;
/** Milliseconds after which a device that has said nothing has no sensor. */
const PATIENCE = 2000;

export class Level {
  readings = new Readings();
  /** @type {number | null} degrees, as the sensor said last */
  #angle = null;
  /** @type {number | null} degrees of the first of two readings */
  #first = null;
  /** @type {number | null} degrees that the sensor of this device is off by, once that was measured */
  #offset = null;
  #begun = 0;
  #said = 0;

  /** @param {(slope: number) => void} take what was measured, in per cent */
  constructor(take) {
    this.take = take;
    this.state = make("p", { class: "whereabouts", role: "status" });
    this.how = make("p", { class: "help" });
    this.begin = make(
      "button",
      { type: "button", class: "button", onclick: () => this.#begin() },
      words.levelBegin,
    );
    this.write = make(
      "button",
      { type: "button", class: "button", disabled: true, onclick: () => this.#write() },
      words.levelWrite,
    );
    this.turn = make(
      "button",
      { type: "button", class: "button quiet", disabled: true, onclick: () => this.#turn() },
      words.levelTurn,
    );
    const deeds = make("p", { class: "actions" }, this.write, this.turn);
    this.panel = make("div", { hidden: true }, this.state, this.how, deeds);
    this.element = make("div", { class: "level" }, this.begin, this.panel);
  }

  async #begin() {
    this.begin.hidden = true;
    this.panel.hidden = false;
    this.#offset = (await database.get("kept", "level")) ?? null;
    this.#explain();
    if (!(await isAllowed())) return this.#give(words.levelDenied);
    const listen = (/** @type {DeviceOrientationEvent} */ { beta }) => {
      // Its long side above the horizon, however it lies on its back or its edge.
      if (beta !== null) this.#angle = beta;
    };
    addEventListener("deviceorientation", listen);
    this.#begun = Date.now();
    const timer = setInterval(() => this.#look(), LOOK);
    this.end = () => {
      clearInterval(timer);
      removeEventListener("deviceorientation", listen);
    };
    leaving(this.end);
  }

  #look() {
    const now = Date.now();
    if (this.#angle === null) {
      if (now - this.#begun > PATIENCE) {
        this.end?.();
        this.#give(words.levelNone);
      }
      return;
    }
    this.readings.add(this.#angle, now);
    this.write.disabled = this.turn.disabled = !this.readings.isStill;
    if (now - this.#said < SAY || this.readings.angle === null) return;
    this.#said = now;
    const slope = this.#slope(this.readings.angle);
    const state = words.levelNow
      .replace("{slope}", number(slope))
      .replace("{error}", number(rounded(percent(this.readings.error))));
    this.state.textContent = `${state} ${this.readings.isStill ? words.levelStill : words.levelMoves}`;
  }

  /** @param {number} angle as the sensor tells it */
  #slope(angle) {
    return rounded(Math.abs(percent(angle - (this.#offset ?? 0))));
  }

  #write() {
    if (this.readings.angle !== null) this.take(this.#slope(this.readings.angle));
  }

  /** The first reading, then that of the telephone turned round. */
  #turn() {
    const angle = this.readings.angle;
    if (angle === null) return;
    if (this.#first === null) {
      this.#first = angle;
    } else {
      const found = bothWays(this.#first, angle);
      this.#first = null;
      this.#offset = found.offset;
      database.put("kept", found.offset, "level");
      this.take(rounded(Math.abs(percent(found.angle))));
    }
    this.#explain();
  }

  #explain() {
    this.turn.textContent = this.#first === null ? words.levelTurn : words.levelTurned;
    if (this.#first !== null) this.how.textContent = words.levelTurnNow;
    else if (this.#offset === null) this.how.textContent = words.levelRough;
    else this.how.textContent = words.levelExact.replace("{offset}", number(rounded(this.#offset)));
  }

  /** @param {string} said why it cannot be measured so */
  #give(said) {
    this.state.textContent = said;
    this.how.hidden = this.write.hidden = this.turn.hidden = true;
  }
}

/** @param {number} value to a tenth */
function rounded(value) {
  return Math.round(value * 10) / 10;
}

/** Whether the sensor may be read: some browsers ask first. */
async function isAllowed() {
  const sensor = /** @type {any} */ (globalThis).DeviceOrientationEvent;
  if (!sensor?.requestPermission) return Boolean(sensor);
  return (await sensor.requestPermission().catch(() => "denied")) === "granted";
}

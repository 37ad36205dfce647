// What was measured, said once more as people think of it («5 мм = 0,5 см»), and the question whether a slip was made
// where it is unusually small: a threshold of «5» is seldom one of millimetres.

import { make } from "./make.js";

/**
 * What is known of a number that is asked for.
 * @typedef {{unit: string, atLeast: number | null, atMost: number | null, slips?: {factor: number}[], finest?: number,
 *   seldomBelow?: number, echoes?: {factor: number, unit: string, atLeast: number}[]}} Asked
 */

/** @param {number} value @param {string} unit */
const said = (value, unit) =>
  `${Number(value.toFixed(3)).toLocaleString(globalThis.document?.documentElement.lang)}\u00a0${unit}`;

/** A number in the other units of its question; empty where it has none. @param {Asked} question @param {any} value */
export function echo({ unit, echoes = [] }, value) {
  if (!Number.isFinite(value) || !(value > 0)) return "";
  const others = echoes.filter(({ atLeast }) => value >= atLeast);
  if (!others.length) return "";
  return [said(value, unit), ...others.map((one) => said(value * one.factor, one.unit))].join(" = ");
}

/** What was probably meant by a number that may be true and seldom is. @param {Asked} question @param {any} value @returns {number[]} */
export function meantBy({ atLeast, atMost, seldomBelow = 0, slips = [], finest = 0 }, value) {
  const isBelieved = atLeast !== null && value >= atLeast && value >= finest;
  if (!isBelieved || !(value > 0 && value < seldomBelow)) return [];
  return slips
    .map(({ factor }) => Number((value * factor).toFixed(3)))
    .filter((meant) => meant >= seldomBelow && meant <= (atMost ?? Number.POSITIVE_INFINITY));
}

/** The words beside a number: its echo, and the question whether it was meant so. */
export class Measured {
  /**
   * @param {Asked} question @param {Record<string, string>} words
   * @param {{confirm: () => void, mean: (value: number) => void}} deeds
   */
  constructor(question, words, deeds) {
    this.question = question;
    this.words = words;
    this.deeds = deeds;
    this.echo = make("p", { class: "help echo", "aria-live": "polite" });
    this.asked = make("div", { class: "notice", role: "group", hidden: true });
    this.element = make("div", {}, this.echo, this.asked);
  }

  /** @param {any} value @param {boolean} isConfirmed */
  tell(value, isConfirmed) {
    const told = echo(this.question, value);
    if (this.echo.textContent !== told) this.echo.textContent = told;
    const meant = isConfirmed ? [] : meantBy(this.question, value);
    this.asked.hidden = !meant.length;
    this.asked.replaceChildren(...(meant.length ? this.#choices(value, meant) : []));
  }

  /** @param {number} value @param {number[]} meant */
  #choices(value, meant) {
    const { unit } = this.question;
    const deed = (/** @type {string} */ words, /** @type {() => void} */ onclick) =>
      make("button", { type: "button", class: "button", onclick }, words);
    const inWords = (/** @type {number} */ one) => echo(this.question, one) || said(one, unit);
    return [
      make("p", {}, this.words.seldomSo.replace("{value}", inWords(value))),
      make(
        "p",
        { class: "actions" },
        ...meant.map((one) => deed(inWords(one), () => this.deeds.mean(one))),
        deed(this.words.measuredSo.replace("{value}", said(value, unit)), this.deeds.confirm),
      ),
    ];
  }
}

// The scale bar, its units in the language of the page: Leaflet writes Latin letters.

import L from "./leaflet.js";

/** @type {any} its inner names, which the types do not tell */
const Bar = L.Control.Scale;

export class Scale extends Bar {
  /** @param {Record<string, string>} words */
  constructor(words) {
    super({ imperial: false, position: "bottomright" });
    this.words = words;
  }

  /** @param {number} longest metres that the bar may be long */
  _updateMetric(longest) {
    const metres = this._getRoundNum(longest);
    const said =
      metres < 1000 ? `${metres} ${this.words.metres}` : `${metres / 1000} ${this.words.kilometres}`;
    this._updateScale(this._mScale, said, metres / longest);
  }
}

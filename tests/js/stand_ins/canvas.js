// A canvas that remembers what was drawn on it, in order: each deed with the colours and widths it was done with.

const STYLES = ["fillStyle", "strokeStyle", "globalAlpha", "lineWidth", "font"];

export class Canvas {
  constructor() {
    this.deeds = [];
    this.dash = [];
    this.globalAlpha = 1;
    this.saved = [];
    for (const name of [
      "arc",
      "beginPath",
      "clip",
      "fill",
      "stroke",
      "fillText",
      "drawImage",
      "setTransform",
    ])
      this[name] = (...words) => this.#done(name, words);
    for (const name of ["clearRect", "translate"]) this[name] = () => {};
    this.isPointInStroke = (path, x) => Boolean(path.strokes?.includes(x));
    this.isPointInPath = (path, x) => Boolean(path.holds?.includes(x));
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  save() {
    this.saved.push([this.dash, ...STYLES.map((name) => this[name])]);
  }

  restore() {
    const [dash, ...styles] = this.saved.pop();
    this.dash = dash;
    STYLES.forEach((name, index) => {
      this[name] = styles[index];
    });
  }

  /** The deeds of one kind. */
  all(name) {
    return this.deeds.filter((deed) => deed.name === name);
  }

  #done(name, words) {
    const styles = Object.fromEntries(STYLES.map((style) => [style, this[style]]));
    this.deeds.push({ name, words, dash: this.dash, ...styles });
  }
}

/** Symbols whose sprites and marks are the words that were asked for. */
export const symbols = {
  dark: false,
  ink: { page: "white", text: "#1B1F23", second: "#4A4F55", mark: "#3A4046", accent: "#0B5CAD" },
  colour: (layer, value) => `${layer}:${value}`,
  entry: (_layer, value) => ({ tone: value === "outline" ? "neutral" : "good" }),
  sprite: (layer, value, size) => ({ sprite: `${layer}:${value}`, size }),
  mark: (layer) => ({ mark: layer }),
  blank: (layer, size) => ({ blank: layer, size }),
};

// On a phone the panel is a sheet with three stops: a peek, half, whole. Dragged by its grip, moved by its button.

const PEEK = 124;
const HALF = 0.45;
/** What a whole sheet leaves of the screen: the search box. */
const ABOVE = 64;
/** A screen lower than this, as one is at 400 %, has room for the map or for the sheet: it is closed, or whole. */
const LOW = 480;
const CLOSED = 56;
/** A strip of the map stays, to be seen what lies behind. */
const STRIP = 12;

export class Sheet {
  /** @param {HTMLElement} panel @param {HTMLElement} grip @param {HTMLElement} words */
  constructor(panel, grip, words) {
    this.panel = panel;
    this.grip = grip;
    this.words = words;
    this.stop = 1;
    for (const handle of [grip, panel.querySelector(".masthead"), panel.querySelector("[role=tablist]")])
      handle?.addEventListener("pointerdown", (event) => this.#drag(/** @type {PointerEvent} */ (event)));
    grip.addEventListener("click", () => {
      if (!this.dragged) this.#go(this.#isLow && this.stop ? 0 : (this.stop + 1) % 3);
    });
    addEventListener("resize", () => this.#go(this.stop));
    this.#go(1);
  }

  /** Make room for a card. @param {boolean} isCard whether one is shown: it takes the place of the city's name */
  open(isCard) {
    this.panel.classList.toggle("has-card", isCard);
    if (isCard) this.raise();
  }

  /** Shows more than a peek. */
  raise() {
    if (this.stop === 0) this.#go(1);
  }

  /** Gives the map as much room as there is. */
  lower() {
    this.#go(0);
  }

  /** @param {string} text what the peek says */
  say(text) {
    this.words.textContent = text;
  }

  /** How high it stands, in pixels. */
  get height() {
    return this.#stops[this.stop];
  }

  get #isLow() {
    return innerHeight < LOW;
  }

  /** Its height at each stop: peek, half, whole. */
  get #stops() {
    if (this.#isLow) return [CLOSED, innerHeight - STRIP, innerHeight - STRIP];
    const whole = innerHeight - ABOVE;
    return [Math.min(PEEK, whole), Math.round(innerHeight * HALF), whole];
  }

  /** @param {number} stop */
  #go(stop) {
    this.stop = stop;
    this.#raise(this.height);
    this.panel.toggleAttribute("data-whole", this.height === this.#stops[2]);
    this.grip.setAttribute("aria-expanded", String(stop > 0));
  }

  /** @param {number} height in pixels */
  #raise(height) {
    document.documentElement.style.setProperty("--sheet", `${height}px`);
  }

  /** By the grip, or by what stands at the head of the panel. @param {PointerEvent} event */
  #drag(event) {
    const from = event.clientY;
    const start = this.#stops[this.stop];
    let at = start;
    this.dragged = false;
    const move = (/** @type {PointerEvent} */ moved) => {
      if (!this.dragged && Math.abs(moved.clientY - from) < 6) return;
      this.dragged = true;
      at = Math.max(this.#stops[0], Math.min(this.#stops[2], start - moved.clientY + from));
      this.panel.classList.add("is-dragged");
      this.#raise(at);
    };
    const up = () => {
      ended.abort();
      this.panel.classList.remove("is-dragged");
      if (!this.dragged) return;
      const distances = this.#stops.map((stop) => Math.abs(stop - at));
      this.#go(distances.indexOf(Math.min(...distances)));
    };
    // The pointer is sooner above the sheet than the sheet follows.
    const ended = new AbortController();
    addEventListener("pointermove", move, { signal: ended.signal });
    addEventListener("pointerup", up, { signal: ended.signal });
    addEventListener("pointercancel", up, { signal: ended.signal });
  }
}

// What the page says to everybody: seen for a while, and read aloud by a screen reader.

const SHOWN = 6000;

export class Saying {
  /** @param {HTMLElement} quiet read aloud only @param {HTMLElement} message seen, too */
  constructor(quiet, message) {
    this.quiet = quiet;
    this.message = message;
  }

  /** For what the eye sees anyhow. @param {string} words */
  aloud(words) {
    this.quiet.textContent = words;
  }

  /** For what would not be seen. @param {string} words */
  shown(words) {
    clearTimeout(this.timer);
    this.message.hidden = false;
    // Said anew even if it is the same.
    this.message.textContent = "";
    this.message.textContent = words;
    this.timer = setTimeout(() => {
      this.message.hidden = true;
    }, SHOWN);
  }
}

// The photos of a form: each is on the device as soon as the camera has given it, and is shrunk afterwards.

import { database, fix, largest, tellState, words } from "./app.js";
import { make } from "./make.js";
import { number } from "./parts.js";
import { shrink } from "./picture.js";
import { image } from "./pictures.js";
import { metres } from "./position.js";

/** A photo that was taken farther away than this, in metres, may be of something else. */
const FAR = 150;

export class Album extends EventTarget {
  /** Photos are shrunk one after the other: an old telephone has room for one. */
  #work = Promise.resolve();

  /**
   * @param {import("./draft.js").Draft} draft that its photos belong to until they are saved
   * @param {string} [about] the question that they are of; none for the whole
   */
  constructor(draft, about) {
    super();
    this.draft = draft;
    this.about = about;
    /** @type {Map<string, import("./store.js").Shot>} */
    this.shots = new Map();
    this.shown = make("ul", { class: "album" });
    this.busy = make("p", { role: "status", hidden: true }, words.shrinking);
    const input = make("input", {
      type: "file",
      accept: "image/*",
      capture: "environment",
      multiple: true,
      class: "visually-hidden",
      onchange: () => this.#take(input),
    });
    const button = make("label", { class: "button camera" }, words.photo, input);
    this.element = make("div", {}, this.shown, this.busy, button);
  }

  /** The photos of before the app was closed. */
  async restore() {
    for (const shot of await database.getAllFromIndex("shots", "draft", this.draft.name))
      if (shot.about === this.about) this.#queue(shot);
  }

  /** All photos, when each of them is kept and small. @returns {Promise<any[]>} */
  async settled() {
    for (let work; work !== this.#work; ) {
      work = this.#work;
      await work;
    }
    return [...this.shots.values()].map(({ draft: _draft, id: _id, ...photo }) => photo);
  }

  /** @param {HTMLInputElement} input */
  async #take(input) {
    // What was said of photos of before is over.
    tellState("");
    const files = [...(input.files ?? [])];
    // Whoever saves now waits for these, too.
    const kept = files.map((file) => this.#keep(file));
    this.#work = this.#work.then(() => Promise.all(kept)).then(() => {});
    await Promise.all(kept);
    input.value = "";
    this.dispatchEvent(new Event("change"));
  }

  /** On the disk as it came, before anything is done with it. @param {File} file */
  async #keep(file) {
    try {
      const bytes = await file.arrayBuffer();
      const made = new Date().toISOString();
      const shot = { id: crypto.randomUUID(), draft: this.draft.name, about: this.about, bytes, made };
      await database.put("shots", shot);
      await this.draft.keep({});
      this.#queue(shot);
    } catch {
      tellState(words.notKeptPhoto);
    }
  }

  /** @param {import("./store.js").Shot} shot */
  #queue(shot) {
    this.shots.set(shot.id, shot);
    this.busy.hidden = false;
    this.#work = this.#work.then(() => this.#shrink(shot));
  }

  /** Nothing is thrown away here: what cannot be made smaller stays as it came. @param {import("./store.js").Shot} shot */
  async #shrink(shot) {
    const small = shot.sha256 ? shot : { ...shot, ...(await readied(shot.bytes)) };
    // Where there is no room for it beside the one that came, that one is kept already.
    await database.put("shots", small).catch(() => {});
    this.shots.set(shot.id, small);
    this.#show(small);
    if (!shot.sha256) warnOfFar(small.from);
    this.busy.hidden = [...this.shots.values()].every(({ sha256 }) => sha256);
  }

  /** @param {import("./store.js").Shot} shot */
  #show({ id, bytes, isRaw, said }) {
    const place = String(this.shown.childElementCount + 1);
    const item = make(
      "li",
      {},
      image(bytes, words.photoOf.replace("{number}", place)),
      isRaw && !said && make("p", { class: "help" }, words.photoAsItCame),
      said && make("p", { class: "flaw" }, said),
      make("button", { type: "button", class: "button quiet", onclick: () => out() }, words.photoOut),
    );
    const out = async () => {
      if (!confirm(words.photoOutSure)) return;
      await this.#drop(id);
      item.remove();
      tellState("");
    };
    this.shown.append(item);
  }

  /** @param {string} id */
  async #drop(id) {
    this.shots.delete(id);
    await database.delete("shots", id);
  }
}

/** A photo as it is saved, from what the camera gave; with the reason where no server would take it. @param {ArrayBuffer} raw */
export async function readied(raw) {
  const photo = await shrink(raw);
  return { ...photo, said: photo.bytes.byteLength > largest || !raw.byteLength ? words.photoUntaken : "" };
}

/** Say how far from here a photo was taken, if that is far. @param {[number, number] | undefined} from */
function warnOfFar(from) {
  if (!from || !fix.place) return;
  const far = metres({ longitude: from[0], latitude: from[1] }, fix.place);
  if (far > FAR) tellState(words.photoFar.replace("{metres}", number(Math.round(far))));
}

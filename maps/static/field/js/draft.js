// What was begun and is not saved yet: kept on the device with every touch, and there again when the app was closed.

import { database } from "./app.js";

export class Draft {
  /** @param {string} name the address of its screen @param {string} title what it is about */
  constructor(name, title) {
    this.name = name;
    this.title = title;
    /** @type {any} */
    this.kept = null;
  }

  /** What was kept under its name, if anything was. @param {string} name @param {string} title */
  static async of(name, title) {
    const draft = new Draft(name, title);
    draft.kept = (await database.get("drafts", name)) ?? null;
    return draft;
  }

  /** Keep more of it. @param {Record<string, any>} changes */
  async keep(changes) {
    const begun = this.kept?.begun ?? new Date().toISOString();
    this.kept = { ...this.kept, ...changes, name: this.name, title: this.title, begun };
    await database.put("drafts", this.kept);
  }

  /** Throw it away, with its photos. */
  async discard() {
    this.kept = null;
    const work = database.transaction(["drafts", "shots"], "readwrite");
    work.objectStore("drafts").delete(this.name);
    const shots = work.objectStore("shots");
    for (const key of await shots.index("draft").getAllKeys(this.name)) shots.delete(key);
    await work.done;
  }
}

/** What was begun, the newest first. @returns {Promise<import("./store.js").Draft[]>} */
export async function begun() {
  const drafts = await database.getAll("drafts");
  return drafts.sort((one, other) => (one.begun < other.begun ? 1 : -1));
}

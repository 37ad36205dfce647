// What the device keeps: what waits to be sent, photos with their bytes apart, objects, areas and pictures that were taken along,
// and what was begun and is not saved yet (drafts, with the photos of each: shots).
// Bytes lie as buffers, never as blobs: some browsers lose those. The page and its worker read the same.

/**
 * @typedef {"waiting" | "accepted" | "refused" | "conflict" | "set_aside"} Fate
 * @typedef {{id: string, title: string, message: any, made: string, fate: Fate, tries: number, said: string,
 *   answer: any, by?: string, later?: boolean}} Row `by`: the login of whoever made it; `later`: something answered, and not
 *   so that it is settled
 * @typedef {{id: string, observation: string, size: number, sha256: string, made: string, taken?: string,
 *   from?: [number, number], sent: number, state: "waiting" | "stored" | "refused", said: string,
 *   by?: string, later?: boolean, tries?: number, about?: string}} Photo `tries`: how often it was damaged on its way; `about`: the
 *   question that it is of
 * @typedef {{bytes: ArrayBuffer, sha256: string, made: string, taken?: string, from?: [number, number],
 *   isRaw?: boolean, said?: string, about?: string}} Taken a photo to be saved: `isRaw` as the camera gave it, for this device could not make it
 *   smaller; `said` why no server would take it
 * @typedef {Partial<Taken> & {id: string, draft: string, bytes: ArrayBuffer, made: string}} Shot a photo that is not saved yet;
 *   without a checksum it is as it came from the camera
 * @typedef {{name: string, title: string, begun: string, answers?: any, position?: any, line?: any[],
 *   isSecond?: boolean}} Draft `isSecond`: what a second auditor found otherwise
 */

/**
 * @param {any} openDB of idb, which a worker finds otherwise than a page
 * @param {string} [name]
 */
export function open(openDB, name = "field") {
  return openDB(name, 4, {
    upgrade(
      /** @type {any} */ database,
      /** @type {number} */ from,
      /** @type {number} */ _to,
      /** @type {any} */ work,
    ) {
      if (from < 1) begin(database);
      // Only what waits is looked for, also among thousands.
      if (from < 2) work.objectStore("photos").createIndex("state", "state");
      if (from < 3) {
        database.createObjectStore("drafts", { keyPath: "name" });
        database.createObjectStore("shots", { keyPath: "id" }).createIndex("draft", "draft");
      }
      if (from >= 4) return undefined;
      database.createObjectStore("pictures");
      database.createObjectStore("tiles");
      return apart(work);
    },
    // Whoever has it open still gives way to a newer version of the app.
    blocking: (/** @type {number} */ _now, /** @type {number} */ _next, /** @type {any} */ event) =>
      event.target.close(),
  });
}

/** @param {any} database opened by idb */
function begin(database) {
  database.createObjectStore("outbox", { keyPath: "id" }).createIndex("fate", "fate");
  database.createObjectStore("photos", { keyPath: "id" }).createIndex("observation", "observation");
  database.createObjectStore("bytes");
  database.createObjectStore("objects", { keyPath: ["survey", "id"] });
  database.createObjectStore("areas", { keyPath: "name" });
  database.createObjectStore("kept");
}

/** A list of areas is read without their base maps: these lie apart. @param {any} work the upgrade */
async function apart(work) {
  const objects = await work.objectStore("objects").getAllKeys();
  for (const { tiles, ...area } of await work.objectStore("areas").getAll()) {
    work.objectStore("tiles").put(tiles, area.name);
    work.objectStore("areas").put({ ...area, title: "1", bytes: tiles.byteLength, pictures: 0, objects });
  }
}

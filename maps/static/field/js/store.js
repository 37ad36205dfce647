// What the device keeps: what waits to be sent, photos with their bytes apart, objects and areas that were taken along.
// Bytes lie as buffers, never as blobs: some browsers lose those.

import { openDB } from "idb";

/**
 * @typedef {"waiting" | "accepted" | "refused" | "conflict"} Fate
 * @typedef {{id: string, title: string, message: any, made: string, fate: Fate, tries: number, said: string,
 *   answer: any}} Row
 * @typedef {{id: string, observation: string, size: number, sha256: string, made: string, taken?: string,
 *   from?: [number, number], sent: number, state: "waiting" | "stored" | "refused", said: string}} Photo
 */

/** @param {string} [name] */
export function open(name = "field") {
  return openDB(name, 2, {
    upgrade(database, from, _to, work) {
      // Only what waits is looked for, also among thousands.
      if (from === 1) return void work.objectStore("photos").createIndex("state", "state");
      database.createObjectStore("outbox", { keyPath: "id" }).createIndex("fate", "fate");
      const photos = database.createObjectStore("photos", { keyPath: "id" });
      photos.createIndex("observation", "observation");
      photos.createIndex("state", "state");
      database.createObjectStore("bytes");
      database.createObjectStore("objects", { keyPath: ["survey", "id"] });
      database.createObjectStore("areas", { keyPath: "name" });
      database.createObjectStore("kept");
    },
  });
}

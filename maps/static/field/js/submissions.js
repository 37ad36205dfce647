// What somebody has sent and what became of it, also from another device of theirs: what the server knows, kept to be read
// without a connection, beside what this device holds.

import { database, me, outbox } from "./app.js";
import { ask } from "./asking.js";

/** So many are kept: the newest ones. */
const MOST = 300;

/**
 * @typedef {{id: string, survey: string, deed: string, made: string, received: string, name: string, note: string, device: string,
 *   fate: import("./store.js").Fate, flaws: {said: string}[], conflicts: any[], photos: {state: string, said: string}[],
 *   feature: {id: number, url: string} | null, picture: any}} Told by the server
 * @typedef {{by: string, asked: string, rows: Told[]}} Kept
 */

/** Ask the server for what its fates are now; this device's own rows hear of theirs. Throws Lost and SignedOut. */
export async function learnFates() {
  const by = await me();
  // What is on its way while the server is asked is settled by its own answer: this one may be older.
  const waiting = new Set(await database.getAllKeysFromIndex("outbox", "fate", "waiting"));
  /** @type {Told[]} */
  const rows = [];
  for (let before = ""; rows.length < MOST; ) {
    const { observations } = await ask(
      `/field/observations/${before && `?before=${encodeURIComponent(before)}`}`,
    );
    rows.push(...observations);
    if (!observations.length) break;
    before = observations.at(-1).received;
  }
  await database.put("kept", { by, asked: new Date().toISOString(), rows }, "submissions");
  for (const told of rows) if (!waiting.has(told.id)) await outbox.hear(told);
}

/** What is known of this person's submissions. @returns {Promise<Kept | null>} */
export async function known() {
  const kept = await database.get("kept", "submissions");
  return kept && kept.by === (await me()) ? kept : null;
}

/** The numbers of those that were looked at and cannot be mended here. @returns {Promise<string[]>} */
export async function seen() {
  return (await database.get("kept", "seen")) ?? [];
}

/** Take one off the top of the list. @param {string} id */
export async function markSeen(id) {
  await database.put("kept", [...(await seen()), id].slice(-MOST), "seen");
  outbox.dispatchEvent(new Event("change"));
}

/**
 * Those that this device did not make itself, the newest first.
 * @param {Told[]} told @param {import("./store.js").Row[]} rows of this device
 */
export function fromElsewhere(told, rows) {
  const here = new Set(rows.map(({ id }) => id));
  return told.filter(({ id }) => !here.has(id));
}

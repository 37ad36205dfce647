// The base map that was taken along: files of tiles, read on the device without a connection.

import { PMTiles } from "pmtiles-archive";
import { base, database } from "./app.js";

/** The deepest zoom of the files; nearer ones are drawn larger. */
export const DEEPEST = 15;

/** Milliseconds after which a tile from the server is not waited for. */
const PATIENCE = 10_000;

/** What gives the bytes of a tile, from whichever area has it; where none does, the server may. */
export async function taken() {
  const names = await database.getAllKeys("tiles");
  const files = await database.getAll("tiles");
  const archives = files.map((bytes, index) => new PMTiles(kept(String(names[index]), bytes)));
  return {
    async getZxy(/** @type {number} */ z, /** @type {number} */ x, /** @type {number} */ y) {
      for (const archive of archives) {
        const tile = await archive.getZxy(z, x, y);
        if (tile) return tile;
      }
      return navigator.onLine ? served(z, x, y) : undefined;
    },
  };
}

/** @param {number} z @param {number} x @param {number} y */
async function served(z, x, y) {
  const address = base.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  const isTile = response?.ok && response.headers.get("Content-Type")?.includes("vector-tile");
  return isTile ? { data: await response.arrayBuffer() } : undefined;
}

/** A source of bytes as PMTiles asks for it. @param {string} name @param {ArrayBuffer} bytes */
function kept(name, bytes) {
  return {
    getKey: () => name,
    getBytes: async (/** @type {number} */ offset, /** @type {number} */ length) => ({
      data: bytes.slice(offset, offset + length),
    }),
  };
}

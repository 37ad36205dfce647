// The base map that was taken along: files of tiles, read on the device without a connection.

import { PMTiles } from "pmtiles-archive";
import { database } from "./app.js";

/** The deepest zoom of the files; nearer ones are drawn larger. */
export const DEEPEST = 15;

/** What gives the bytes of a tile, from whichever area has it. */
export async function taken() {
  const areas = await database.getAll("areas");
  const archives = areas.map(({ name, tiles }) => new PMTiles(kept(name, tiles)));
  return {
    async getZxy(/** @type {number} */ z, /** @type {number} */ x, /** @type {number} */ y) {
      for (const archive of archives) {
        const tile = await archive.getZxy(z, x, y);
        if (tile) return tile;
      }
      return undefined;
    },
  };
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

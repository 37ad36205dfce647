// Published pictures that were taken along, small: what an object looked like is seen without a connection.

import { database, words } from "./app.js";
import { make } from "./make.js";

/** Milliseconds after which one picture is not waited for. */
const PATIENCE = 20_000;

/** @typedef {{id: string, version: string, bytes: number, said: string}} Picture another version when it was covered otherwise */

/** @param {Picture} picture */
const keyOf = ({ id, version }) => `${id}/${version}`;

/**
 * Take along what is not here yet. One that does not come is left out: the objects are worth more.
 * @param {Picture[]} pictures @param {(done: number) => void} tell
 */
export async function takeAlong(pictures, tell) {
  const here = new Set(await database.getAllKeys("pictures"));
  for (const [index, picture] of pictures.entries()) {
    const bytes = here.has(keyOf(picture)) ? null : await published(picture);
    if (bytes) await database.put("pictures", bytes, keyOf(picture));
    tell(index + 1);
  }
}

/** Throw away what no object that was taken along looks like any more. */
export async function clear() {
  const wanted = new Set((await database.getAll("objects")).map(({ picture }) => picture && keyOf(picture)));
  for (const key of await database.getAllKeys("pictures"))
    if (!wanted.has(key)) await database.delete("pictures", key);
}

/** @param {Picture} picture @returns {Promise<ArrayBuffer | null>} */
async function published({ id }) {
  const asked = { signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(`/photos/${id}-small.jpg`, asked).catch(() => null);
  const isPicture = response?.ok && response.headers.get("Content-Type")?.startsWith("image/");
  return isPicture ? response.arrayBuffer().catch(() => null) : null;
}

/**
 * A picture, from this device or, where it can be reached, from the server. It has its room at once and comes later; what
 * cannot be had is said.
 * @param {Picture | null | undefined} picture @param {string} [none] what is said where there is none
 */
export function shown(picture, none = "") {
  const frame = make("span", { class: "picture" });
  if (!picture) return none ? make("span", { class: "picture" }, none) : null;
  const fill = async () => {
    const bytes = (await database.get("pictures", keyOf(picture))) ?? (await published(picture));
    frame.replaceChildren(bytes ? image(bytes, picture.said) : words.pictureNotHere);
  };
  fill();
  return frame;
}

/** A photo, or where this device cannot read it, that it is one. @param {ArrayBuffer} bytes @param {string} alt */
export function image(bytes, alt) {
  const src = URL.createObjectURL(new Blob([bytes]));
  const done = () => URL.revokeObjectURL(src);
  const failed = () => {
    done();
    shown.replaceWith(make("span", { class: "picture" }, `${alt}: ${words.unseen}`));
  };
  const shown = make("img", { src, alt, onload: done, onerror: failed });
  return shown;
}

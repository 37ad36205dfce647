// Areas that were taken along: each with its objects, its base map and the pictures of its objects. What stands in two of
// them goes when both are gone.

import { database, surveyOf } from "./app.js";
import { ask } from "./asking.js";
import { Lost, SignedOut, withSaid } from "./outbox.js";
import { clear, takeAlong } from "./pictures.js";

/** Milliseconds after which an answer is not waited for, and the file of a base map. */
const PATIENCE = 20_000;
const DOWNLOAD = 300_000;

/** The server does not give this area, and says why. */
export class Refused extends Error {}

/**
 * @typedef {[number, number, number, number]} Box west, south, east, north in degrees (EPSG:4326)
 * @typedef {{name: string, title: string, box: Box, made: string, bytes: number, pictures: number,
 *   objects: [string, number][], walked?: import("./nearby.js").Stretch[]}} Area `bytes` of its base map and its pictures; the
 *   keys of its objects; which streets were walked
 */

/** The square round a place. @param {number} longitude @param {number} latitude @param {number} reach kilometres @returns {Box} */
export function boxRound(longitude, latitude, reach) {
  const up = reach / 111.32;
  const side = up / Math.cos((latitude * Math.PI) / 180);
  return [longitude - side, latitude - up, longitude + side, latitude + up];
}

/** The areas that are here, the newest first. @returns {Promise<Area[]>} */
export async function areas() {
  const found = await database.getAll("areas");
  return found.sort((one, other) => (one.made < other.made ? 1 : -1));
}

/** What an area comes to, before it is taken. Throws Lost, SignedOut and Refused. @param {Box} box */
export async function measured(box) {
  const response = await fetch(`/field/area?bbox=${words(box)}`, {
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (response?.status === 401) throw new SignedOut();
  const told = await response?.json().catch(() => null);
  if (response?.status === 400 && told?.detail) throw new Refused(told.detail);
  if (!response?.ok || !told?.objects) throw new Lost();
  return told;
}

/**
 * Take an area along, or anew under its name. Nothing of what is here goes before all of it has come.
 * @param {{name: string, title: string, box: Box}} area @param {any} told by `measured`
 * @param {(done: number) => void} tell how many pictures are here
 */
export async function take({ name, title, box }, told, tell) {
  const tiles = await tilesOf(box);
  const { walked } = await ask(`/field/walked?bbox=${words(box)}`);
  const objects = Object.entries(told.objects).flatMap(([survey, all]) =>
    all.map((/** @type {any} */ one) => ({ ...one, survey })),
  );
  const pictures = objects.map(({ picture }) => picture).filter(Boolean);
  await takeAlong(pictures, tell);
  const layers = new Map();
  for (const slug of Object.keys(told.objects)) layers.set(slug, (await surveyOf(slug))?.layer);
  const waiting = await database.getAllFromIndex("outbox", "fate", "waiting");
  const work = database.transaction(["objects", "areas", "tiles"], "readwrite");
  await forget(work, name, box);
  for (const one of objects)
    work.objectStore("objects").put(withSaid({ ...one, layer: layers.get(one.survey) }, waiting));
  const keys = objects.map(({ survey, id }) => [survey, id]);
  const bytes = tiles.byteLength + told.pictures.bytes;
  const area = { name, title, box, made: told.made, bytes, pictures: pictures.length, objects: keys, walked };
  work.objectStore("areas").put(area);
  work.objectStore("tiles").put(tiles, name);
  await work.done;
  await clear();
}

/** @param {Area} area */
export async function remove({ name, box }) {
  const work = database.transaction(["objects", "areas", "tiles"], "readwrite");
  await forget(work, name, box);
  work.objectStore("areas").delete(name);
  work.objectStore("tiles").delete(name);
  await work.done;
  await clear();
}

/** Throw away the objects that stand in no other area. @param {any} work @param {string} name @param {Box} box */
async function forget(work, name, box) {
  const all = await work.objectStore("areas").getAll();
  const keysOf = (/** @type {Area[]} */ some) => new Set(some.flatMap(({ objects }) => objects.map(String)));
  const others = keysOf(all.filter((/** @type {Area} */ one) => one.name !== name));
  const own = keysOf(all.filter((/** @type {Area} */ one) => one.name === name));
  for (const one of await work.objectStore("objects").getAll()) {
    const key = String([one.survey, one.id]);
    // What this device has added itself belongs to the area that it stands in.
    if (!others.has(key) && (own.has(key) || isIn(box, one.place)))
      work.objectStore("objects").delete([one.survey, one.id]);
  }
}

/** @param {Box} box @param {[number, number]} place */
function isIn([west, south, east, north], [longitude, latitude]) {
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north;
}

/** The base map; what is none is not kept. @param {Box} box @returns {Promise<ArrayBuffer>} */
async function tilesOf(box) {
  const signal = AbortSignal.timeout(DOWNLOAD);
  const response = await fetch(`/field/area.pmtiles?bbox=${words(box)}`, { signal }).catch(() => null);
  if (!response?.ok || !response.headers.get("Content-Type")?.includes("pmtiles")) throw new Lost();
  return response.arrayBuffer();
}

/** @param {Box} box */
function words(box) {
  return box.map((degrees) => degrees.toFixed(5)).join(",");
}

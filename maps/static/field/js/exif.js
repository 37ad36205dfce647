// What a camera wrote into a photo: when and where it was taken. Read before the photo is shrunk, which loses it.

import exifr from "exifr";

/** The tags of EXIF by number: the small build of the reader knows no names. */
const TAKEN = 0x9003;
const ZONE = 0x9011;
const HOW = { translateKeys: false, reviveValues: false, mergeOutput: false, gps: true };

/**
 * @param {ArrayBuffer} bytes of a photo
 * @returns {Promise<{taken?: string, from?: [number, number]}>} longitude and latitude
 */
export async function readCamera(bytes) {
  const told = await parsed(bytes);
  const taken = moment(told?.exif?.[TAKEN], told?.exif?.[ZONE]);
  const { longitude, latitude } = told?.gps ?? {};
  const isPlaced = Number.isFinite(longitude) && Number.isFinite(latitude);
  return { ...(taken && { taken }), ...(isPlaced && { from: [longitude, latitude] }) };
}

/** @param {ArrayBuffer} bytes */
async function parsed(bytes) {
  try {
    return await exifr.parse(bytes, HOW);
  } catch {
    // A format whose notes are not read here (WebP, PNG), or what a program has damaged.
    return undefined;
  }
}

/** `2026:11:01 12:30:00`, by the clock of this device where the camera names no zone. @param {unknown} said @param {unknown} zone */
function moment(said, zone) {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(said ?? ""));
  if (!parts) return undefined;
  const [, year, month, day, time] = parts;
  const offset = /^[+-]\d\d:\d\d$/.test(String(zone ?? "")) ? zone : "";
  const when = new Date(`${year}-${month}-${day}T${time}${offset}`);
  return Number.isNaN(when.getTime()) ? undefined : when.toISOString();
}

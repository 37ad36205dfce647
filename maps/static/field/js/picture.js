// A photo as it is sent: shrunk on the device, with where and when it was taken read before that is lost.

import exifr from "exifr";

/** The longer side, in pixels, and how much JPEG may lose: legible, and some hundred kilobytes. */
const SIDE = 1600;
const QUALITY = 0.82;

/**
 * @param {File} file from the camera or the gallery
 * @returns {Promise<{bytes: ArrayBuffer, sha256: string, made: string, taken?: string, from?: [number, number]}>}
 */
export async function shrink(file) {
  const told = await exif(file);
  const bytes = await smaller(file);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { bytes, sha256, made: new Date().toISOString(), ...told };
}

/** @param {File} file */
async function smaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  // Old telephones keep the memory of a canvas until it is made small.
  canvas.width = canvas.height = 0;
  if (!blob) throw new Error("no picture");
  return /** @type {Blob} */ (blob).arrayBuffer();
}

/** @param {File} file @returns {Promise<{taken?: string, from?: [number, number]}>} */
async function exif(file) {
  try {
    const told = await exifr.parse(file, { gps: true, pick: ["DateTimeOriginal", "latitude", "longitude"] });
    const place = await exifr.gps(file);
    return {
      ...(told?.DateTimeOriginal instanceof Date && { taken: told.DateTimeOriginal.toISOString() }),
      ...(place && { from: [place.longitude, place.latitude] }),
    };
  } catch {
    // A picture without, or one that another program has cleaned.
    return {};
  }
}

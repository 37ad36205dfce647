// A photo as it is sent: shrunk on the device, with where and when it was taken read before that is lost.

import { readCamera } from "./exif.js";
import { sumOf } from "./outbox.js";

/** The longer side, in pixels, and how much JPEG may lose: legible, and some hundred kilobytes. */
const SIDE = 1600;
const QUALITY = 0.82;

/**
 * A photo as it is sent. What this device cannot read stays as it came: the server may.
 * @param {ArrayBuffer} raw as it came from the camera or the gallery
 * @returns {Promise<{bytes: ArrayBuffer, sha256: string, isRaw: boolean, taken?: string, from?: [number, number]}>}
 */
export async function shrink(raw) {
  const told = await readCamera(raw);
  const small = await smaller(new Blob([raw])).catch(() => null);
  const bytes = small ?? raw;
  return { bytes, sha256: await sumOf(bytes), isRaw: !small, ...told };
}

/** @param {Blob} file */
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

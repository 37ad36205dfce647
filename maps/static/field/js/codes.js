// QR codes in what the camera sees: read by the browser where it can, else by a decoder that is loaded when it is needed.

/** By the import map; no literal, or the server would look for it beside this file. */
const DECODER = "qr/decode.js";
/** The longer side, in pixels, of what the decoder looks at: a plate fills the picture. */
const SIDE = 1000;

/** @typedef {HTMLVideoElement | ImageBitmap} Source */

/** What reads codes here. @returns {Promise<(source: Source) => Promise<string[]>>} the words of the codes that are seen */
export async function reader() {
  const { BarcodeDetector } = /** @type {any} */ (globalThis);
  if (BarcodeDetector) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (source) =>
      (await detector.detect(source).catch(() => [])).map((/** @type {any} */ code) => code.rawValue);
  }
  const { decodeQR } = await import(DECODER);
  return async (source) => {
    try {
      return [decodeQR(pixels(source))];
    } catch {
      // No code is in it, or none that can be read.
      return [];
    }
  };
}

/** @param {Source} source */
function pixels(source) {
  const [wide, high] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  const scale = Math.min(1, SIDE / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

// Open an object by the QR code of its plate, by a picture of that code, or by its number.

import { database, leaving, surveys, tellState, words } from "../app.js";
import { reader } from "../codes.js";
import { make } from "../make.js";
import { back } from "../parts.js";

/** How often the picture is looked at, in milliseconds. */
const LOOK = 250;

export async function scan() {
  const video = make("video", { class: "scan", muted: true, playsInline: true, hidden: true });
  const input = make("input", { type: "text", id: "number", autocomplete: "off" });
  const look = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = input.value.trim();
    if ((await openPlate(typed)) || (await open(`/${typed}/`))) return;
    await tellState(words.notTaken.replace("{number}", typed));
  };
  const picture = make("input", {
    type: "file",
    accept: "image/*",
    class: "visually-hidden",
    onchange: () => readPicture(picture),
  });
  const canWatch = Boolean(navigator.mediaDevices);
  const screen = make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.scan),
    make("p", canWatch ? {} : { class: "notice" }, canWatch ? words.scanHow : words.noScan),
    video,
    make("label", { class: "button camera" }, words.codePicture, picture),
    make(
      "form",
      { onsubmit: look },
      make("p", { class: "field" }, make("label", { htmlFor: "number" }, words.number), input),
      make("p", { class: "actions" }, make("button", { class: "button" }, words.open)),
    ),
  );
  if (canWatch) screen.addEventListener("shown", () => watch(video));
  return screen;
}

/** Open what the code in a picture leads to. @param {HTMLInputElement} input */
async function readPicture(input) {
  const [file] = input.files ?? [];
  input.value = "";
  const image = file && (await createImageBitmap(file).catch(() => null));
  const codes = image ? await (await reader())(image) : [];
  image?.close();
  for (const code of codes) if (await open(code)) return;
  if (!codes.length) await tellState(words.noCode);
}

/** @param {HTMLVideoElement} video */
async function watch(video) {
  let isLeft = false;
  leaving(() => {
    isLeft = true;
  });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return tellState(words.noCamera);
  }
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (isLeft) return end();
  leaving(end);
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const read = await reader();
  while (!isLeft) {
    for (const code of await read(video)) if (await open(code)) return;
    await new Promise((done) => setTimeout(done, LOOK));
  }
}

/** Open the object that an address or a number tells, if it was taken along. @param {string} told @returns {Promise<boolean>} */
async function open(told) {
  const [, slug = "", number] = /(?:\/([a-z-]+))?\/(\d+)\/?$/.exec(told.split(/[?#]/)[0]) ?? [];
  if (!number) return false;
  for (const { slug: survey, layer } of await surveys()) {
    if (slug && slug !== layer) continue;
    if (await database.get("objects", [survey, Number(number)])) {
      location.hash = `object/${survey}/${number}`;
      return true;
    }
  }
  await tellState(words.notTaken.replace("{number}", number));
  return false;
}

/** Open the object whose plate bears a number: that of the inventory, not that of the map. @param {string} number */
async function openPlate(number) {
  const objects = await database.getAll("objects");
  const same = (/** @type {unknown} */ one) =>
    String(one ?? "")
      .trim()
      .toLowerCase() === number.toLowerCase();
  const found = number && objects.find(({ known }) => same(known.number));
  if (found) location.hash = `object/${found.survey}/${found.id}`;
  return Boolean(found);
}

// A photo that the server did not take: it stays on the device, is told with its reason, and whoever took it decides.

import { readied } from "./album.js";
import { database, outbox, send, words } from "./app.js";
import { make } from "./make.js";
import { once } from "./parts.js";
import { image } from "./pictures.js";

/** @param {import("./store.js").Photo} photo @param {boolean} isMine whether whoever took it works with the device now */
export async function mendPhoto(photo, isMine) {
  const bytes = await database.get("bytes", photo.id);
  return make(
    "div",
    { class: "refused", role: "group", "aria-label": words.photoRefused },
    bytes && make("div", { class: "album" }, image(bytes, words.photoRefused)),
    make("p", { class: "flaw" }, photo.said || words.photoRefused),
    isMine && make("p", { class: "actions" }, ...ways(photo, Boolean(bytes))),
  );
}

/** @param {import("./store.js").Photo} photo @param {boolean} isHere */
function ways({ id }, isHere) {
  const instead = once(async () => {
    const [file] = input.files ?? [];
    if (!file) return false;
    const made = new Date().toISOString();
    await outbox.replace(id, { ...(await readied(await file.arrayBuffer())), made });
    send();
    return true;
  });
  const again = once(async () => {
    await outbox.sendAgain(id);
    send();
    return true;
  });
  const giveUp = once(async () => {
    if (!confirm(words.photoGiveUpSure)) return false;
    await outbox.giveUp(id);
    return true;
  });
  const how = { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden" };
  const input = make("input", { ...how, onchange: instead });
  return [
    make("label", { class: "button camera" }, words.photoInstead, input),
    isHere && make("button", { type: "button", class: "button", onclick: again }, words.photoAgain),
    make("button", { type: "button", class: "button quiet", onclick: giveUp }, words.photoGiveUp),
  ];
}

// What waits to be sent, and what became of the rest, wherever it was sent from.

import { database, leaving, me, outbox, send, surveyOf, words } from "../app.js";
import { make } from "../make.js";
import { back, momentOf, number, room } from "../parts.js";
import { mendPhoto } from "../refused.js";
import { fromElsewhere, known, learnFates, markSeen, seen } from "../submissions.js";

/**
 * @typedef {import("../store.js").Row & {isElsewhere?: boolean, isSeen?: boolean, device?: string,
 *   photos?: any[]}} Shown
 */

/** So many are shown at once, and more when they are asked for: a day has some dozens. */
const PAGE = 100;
/** The list is drawn anew at most once in so many milliseconds. */
const PAUSE = 300;

export async function sending() {
  const list = make("ul", { class: "results outbox" });
  const more = make("button", { type: "button", class: "button", hidden: true }, words.showMore);
  const fates = make("p", { class: "help", role: "status" });
  let shown = PAGE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pending;
  const fill = async () => {
    pending = undefined;
    const [rows, photos, by] = [await outbox.all(), await outbox.photos(), await me()];
    const kept = await known();
    const looked = await seen();
    const told = fromElsewhere(kept?.rows ?? [], rows);
    const others = (await Promise.all(told.map(asRow))).map((one) => ({
      ...one,
      isSeen: looked.includes(one.id),
    }));
    /** @type {Shown[]} */
    const all = [...rows.map((row) => ({ ...row, photos: photos.get(row.id) })), ...others].sort(byWork);
    fates.textContent = kept ? words.fatesOf.replace("{when}", momentOf(kept.asked)) : "";
    more.hidden = all.length <= shown;
    const items = await Promise.all(
      all
        .slice(0, shown)
        .map(async (one) =>
          make("li", { class: `result fate-${one.fate}` }, ...(await shownOf(one, one.photos ?? [], by))),
        ),
    );
    list.replaceChildren(...(all.length ? items : [make("li", { class: "nothing" }, words.empty)]));
  };
  const soon = () => {
    pending ??= setTimeout(fill, PAUSE);
  };
  more.addEventListener("click", () => {
    shown += PAGE;
    fill();
  });
  outbox.addEventListener("change", soon);
  leaving(() => {
    outbox.removeEventListener("change", soon);
    clearTimeout(pending);
  });
  await fill();
  // Without a connection what was learned before is shown, with its day.
  learnFates().then(fill, () => {});
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.outbox),
    make(
      "p",
      { class: "actions" },
      make("button", { type: "button", class: "button", onclick: send }, words.send),
      make("button", { type: "button", class: "button quiet", onclick: rescue }, words.rescue),
    ),
    make("p", {}, await room()),
    fates,
    list,
    more,
  );
}

/** What is still to be done comes first, then the newest. @param {Shown} one @param {Shown} other */
function byWork(one, other) {
  const rank = (/** @type {Shown} */ shown) =>
    Number(shown.isSeen || (isSettled(shown) && !refusedOf(shown).length));
  return rank(one) - rank(other) || (one.made < other.made ? 1 : -1);
}

/** @param {Shown} one */
const isSettled = ({ fate }) => fate === "accepted" || fate === "set_aside";

/** The photos that the server did not take, where they can still be mended: on this device. @param {Shown} one @returns {any[]} */
function refusedOf({ isElsewhere, photos = [] }) {
  return isElsewhere ? [] : photos.filter(({ state }) => state === "refused");
}

/** What another device has sent, as this one lists what it sent itself. @param {import("../submissions.js").Told} one @returns {Promise<Shown>} */
async function asRow(one) {
  const { id, survey: slug, deed, made, fate, feature, name, note, photos } = one;
  const survey = await surveyOf(slug);
  const object = feature && (await database.get("objects", [slug, feature.id]));
  const number = feature ? ` № ${feature.id}` : "";
  const title = deed === "walked" ? words.walk : object?.title || name || `${survey?.title ?? slug}${number}`;
  const message = { survey: slug, deed, note };
  const elsewhere = { isElsewhere: true, photos, device: one.device };
  return { id, title, message, made, fate, tries: 0, said: "", answer: one, ...elsewhere };
}

/** Everything that was not sent as a file, for the registrar. */
async function rescue() {
  const address = URL.createObjectURL(await outbox.file());
  const day = new Date().toISOString().slice(0, 10);
  make("a", { href: address, download: `field-${day}.outbox` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What became of one, or whom it waits for. @param {Shown} one @param {any[]} photos @param {string | undefined} by */
function fate(one, photos, by) {
  const waits = one.fate === "waiting" || photos.some(({ state }) => state === "waiting");
  if (waits && one.by && one.by !== by) return words.waitsFor.replace("{login}", one.by);
  const bad = refusedOf(one).length ? ` · ${words.photoRefused}` : "";
  const isLater = waits && (one.later || photos.some(({ later }) => later));
  return `${words[one.fate]}${bad}${isLater ? ` · ${words.later}` : ""}`;
}

/** @param {Shown} one @param {any[]} photos @param {string | undefined} by @returns {Promise<Node[]>} */
async function shownOf(one, photos, by) {
  // Of a walk the title says it already.
  const deed = one.message.deed !== "walked" && words[`deed_${one.message.deed}`];
  const sent = photos.filter((photo) => photo.state === "stored").length;
  const flaws = (one.answer?.flaws ?? []).map((/** @type {any} */ flaw) => flaw.said);
  const refused = refusedOf(one);
  const others = photos.filter((photo) => !refused.includes(photo)).map((photo) => photo.said);
  const said = [one.said, ...flaws, ...others].filter(Boolean);
  const isMine = !one.isElsewhere && (!one.by || one.by === by);
  const isMended = isMine && (one.fate === "refused" || one.fate === "conflict");
  const device = one.device && ` (${one.device})`;
  const elsewhere = one.isElsewhere && ` · ${words.elsewhere}${device || ""}`;
  const see = () => markSeen(one.id);
  return [
    make("p", {}, make("strong", {}, one.title), deed && ` · ${deed}`, ` · ${momentOf(one.made)}`),
    make("p", { class: "fate" }, fate(one, photos, by), elsewhere),
    photos.length > 0 &&
      make("p", {}, words.photos.replace("{sent}", number(sent)).replace("{all}", number(photos.length))),
    ...said.map((flaw) => make("p", { class: "flaw" }, flaw)),
    isMended && make("a", { class: "button", href: `#mend/${one.id}` }, words.mend),
    one.isElsewhere &&
      !one.isSeen &&
      !isSettled(one) &&
      make("button", { type: "button", class: "button", onclick: see }, words.seen),
    ...(await Promise.all(refused.map((photo) => mendPhoto(photo, isMine)))),
  ].filter(Boolean);
}

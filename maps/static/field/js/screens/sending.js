// What waits to be sent, and what became of the rest, wherever it was sent from.

import { database, leaving, me, outbox, send, surveyOf, words } from "../app.js";
import { make } from "../make.js";
import { back, momentOf, number, room } from "../parts.js";
import { fromElsewhere, known, learnFates } from "../submissions.js";

/** @typedef {import("../store.js").Row & {isElsewhere?: boolean, photos?: any[]}} Shown */

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
    const others = await Promise.all(fromElsewhere(kept?.rows ?? [], rows).map(asRow));
    /** @type {Shown[]} */
    const all = [...rows, ...others].sort(byWork);
    fates.textContent = kept ? words.fatesOf.replace("{when}", momentOf(kept.asked)) : "";
    more.hidden = all.length <= shown;
    list.replaceChildren(
      ...all
        .slice(0, shown)
        .map((one) =>
          make(
            "li",
            { class: `result fate-${one.fate}` },
            ...told(one, photos.get(one.id) ?? one.photos ?? [], by),
          ),
        ),
      ...(all.length ? [] : [make("li", { class: "nothing" }, words.empty)]),
    );
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
  const rank = (/** @type {Shown} */ { fate }) => Number(fate === "accepted" || fate === "set_aside");
  return rank(one) - rank(other) || (one.made < other.made ? 1 : -1);
}

/** What another device has sent, as this one lists what it sent itself. @param {import("../submissions.js").Told} one @returns {Promise<Shown>} */
async function asRow(one) {
  const { id, survey: slug, deed, made, fate, feature, name, note, photos } = one;
  const survey = await surveyOf(slug);
  const object = feature && (await database.get("objects", [slug, feature.id]));
  const number = feature ? ` № ${feature.id}` : "";
  const title = deed === "walked" ? words.walk : object?.title || name || `${survey?.title ?? slug}${number}`;
  const message = { survey: slug, deed, note };
  const elsewhere = { isElsewhere: true, photos };
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
  const isLater = waits && (one.later || photos.some(({ later }) => later));
  return isLater ? `${words[one.fate]} · ${words.later}` : words[one.fate];
}

/** @param {Shown} one @param {any[]} photos @param {string | undefined} by @returns {Node[]} */
function told(one, photos, by) {
  // Of a walk the title says it already.
  const deed = one.message.deed !== "walked" && words[`deed_${one.message.deed}`];
  const sent = photos.filter((photo) => photo.state === "stored").length;
  const flaws = (one.answer?.flaws ?? []).map((/** @type {any} */ flaw) => flaw.said);
  const said = [one.said, ...flaws, ...photos.map((photo) => photo.said)].filter(Boolean);
  const isMine = !one.isElsewhere && (!one.by || one.by === by);
  const isMended = isMine && (one.fate === "refused" || one.fate === "conflict");
  const elsewhere = one.isElsewhere && ` · ${words.elsewhere}`;
  return [
    make("p", {}, make("strong", {}, one.title), deed && ` · ${deed}`, ` · ${momentOf(one.made)}`),
    make("p", { class: "fate" }, fate(one, photos, by), elsewhere),
    photos.length > 0 &&
      make("p", {}, words.photos.replace("{sent}", number(sent)).replace("{all}", number(photos.length))),
    ...said.map((flaw) => make("p", { class: "flaw" }, flaw)),
    isMended && make("a", { class: "button", href: `#mend/${one.id}` }, words.mend),
  ].filter(Boolean);
}

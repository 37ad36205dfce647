// What waits to be sent, and what became of the rest.

import { leaving, me, outbox, send, words } from "../app.js";
import { make } from "../make.js";
import { back, number, room } from "../parts.js";

/** So many are shown at once, and more when they are asked for: a day has some dozens. */
const PAGE = 100;
/** The list is drawn anew at most once in so many milliseconds. */
const PAUSE = 300;

export async function sending() {
  const list = make("ul", { class: "results outbox" });
  const more = make("button", { type: "button", class: "button", hidden: true }, words.showMore);
  let shown = PAGE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pending;
  const fill = async () => {
    pending = undefined;
    const [rows, photos, by] = [await outbox.all(), await outbox.photos(), await me()];
    // What is still to be done comes first.
    rows.sort((one, other) => Number(one.fate === "accepted") - Number(other.fate === "accepted"));
    more.hidden = rows.length <= shown;
    list.replaceChildren(
      ...rows
        .slice(0, shown)
        .map((one) =>
          make("li", { class: `result fate-${one.fate}` }, ...told(one, photos.get(one.id) ?? [], by)),
        ),
      ...(rows.length ? [] : [make("li", { class: "nothing" }, words.empty)]),
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
    list,
    more,
  );
}

/** Everything that was not sent as a file, for the registrar. */
async function rescue() {
  const address = URL.createObjectURL(await outbox.file());
  const day = new Date().toISOString().slice(0, 10);
  make("a", { href: address, download: `field-${day}.outbox` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What became of one, or whom it waits for. @param {import("../store.js").Row} one @param {import("../store.js").Photo[]} photos @param {string | undefined} by */
function fate(one, photos, by) {
  const waits = one.fate === "waiting" || photos.some(({ state }) => state === "waiting");
  if (waits && one.by && one.by !== by) return words.waitsFor.replace("{login}", one.by);
  const isLater = waits && (one.later || photos.some(({ later }) => later));
  return isLater ? `${words[one.fate]} · ${words.later}` : words[one.fate];
}

/** @param {import("../store.js").Row} one @param {import("../store.js").Photo[]} photos @param {string | undefined} by @returns {Node[]} */
function told(one, photos, by) {
  const when = new Date(one.made).toLocaleString(document.documentElement.lang, {
    dateStyle: "short",
    timeStyle: "short",
  });
  const sent = photos.filter((photo) => photo.state === "stored").length;
  const flaws = (one.answer?.flaws ?? []).map((/** @type {any} */ flaw) => flaw.said);
  const said = [one.said, ...flaws, ...photos.map((photo) => photo.said)].filter(Boolean);
  const isMine = !one.by || one.by === by;
  const isMended = isMine && (one.fate === "refused" || one.fate === "conflict");
  return [
    make("p", {}, make("strong", {}, one.title), ` · ${when}`),
    make("p", { class: "fate" }, fate(one, photos, by)),
    photos.length > 0 &&
      make("p", {}, words.photos.replace("{sent}", number(sent)).replace("{all}", number(photos.length))),
    ...said.map((flaw) => make("p", { class: "flaw" }, flaw)),
    isMended && make("a", { class: "button", href: `#mend/${one.id}` }, words.mend),
  ].filter(Boolean);
}

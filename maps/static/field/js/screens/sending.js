// What waits to be sent, and what became of the rest.

/** What waits, and what became of the rest. */
import { leaving, outbox, send, words } from "../app.js";
import { make } from "../make.js";
import { back } from "../parts.js";

const MEGA = 1_000_000;

export async function sending() {
  const list = make("ul", { class: "results outbox" });
  const fill = async () => {
    const rows = await outbox.all();
    list.replaceChildren(
      ...(await Promise.all(
        rows.map(async (one) => make("li", { class: `result fate-${one.fate}` }, ...(await told(one)))),
      )),
      ...(rows.length ? [] : [make("li", { class: "nothing" }, words.empty)]),
    );
  };
  outbox.addEventListener("change", fill);
  leaving(() => outbox.removeEventListener("change", fill));
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
    ),
    make("p", {}, await room()),
    list,
  );
}

/** @param {import("../store.js").Row} one @returns {Promise<Node[]>} */
async function told(one) {
  const when = new Date(one.made).toLocaleString(document.documentElement.lang, {
    dateStyle: "short",
    timeStyle: "short",
  });
  const photos = await outbox.photos(one.id);
  const sent = photos.filter((photo) => photo.state === "stored").length;
  const flaws = (one.answer?.flaws ?? []).map((/** @type {any} */ flaw) => flaw.said);
  const said = [one.said, ...flaws, ...photos.map((photo) => photo.said)].filter(Boolean);
  const isMended = one.fate === "refused" || one.fate === "conflict";
  return [
    make("p", {}, make("strong", {}, one.title), ` · ${when}`),
    make("p", { class: "fate" }, words[one.fate]),
    photos.length > 0 &&
      make("p", {}, words.photos.replace("{sent}", String(sent)).replace("{all}", String(photos.length))),
    ...said.map((flaw) => make("p", { class: "flaw" }, flaw)),
    isMended && make("a", { class: "button", href: `#mend/${one.id}` }, words.mend),
  ].filter(Boolean);
}

async function room() {
  const kept = await navigator.storage?.persisted?.();
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return kept ? words.kept.replace("{free}", String(Math.round((quota - usage) / MEGA))) : words.notKept;
}

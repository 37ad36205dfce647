// Areas to work in without a signal: those that are here, and another one to take along.

import { tellState, words } from "../app.js";
import { areas, boxRound, measured, Refused, remove, take } from "../areas.js";
import { make } from "../make.js";
import { SignedOut } from "../outbox.js";
import { back, dayOf, number, once, room } from "../parts.js";
import { Whereabouts } from "../whereabouts.js";

/** How far an area reaches round its middle, in kilometres. */
const REACH = 2;
const MEGA = 1_000_000;

export async function area() {
  const kept = await areas();
  const here = make("ul", { class: "results areas" }, ...kept.map(row));
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.area),
    make("p", {}, words.areaHow),
    kept.length > 0 && here,
    another(kept.length + 1),
    make("p", { class: "help" }, await room()),
  );
}

/** @param {import("../areas.js").Area} one */
function row(one) {
  const said = make("p", { role: "status" });
  const renew = once(async () => {
    await tried(said, async () => {
      await take(one, await measured(one.box), telling(said));
      shownAnew();
    });
    return false;
  });
  const away = once(async () => {
    if (!confirm(words.areaRemoveSure.replace("{title}", one.title))) return false;
    await remove(one);
    shownAnew();
    return true;
  });
  return make(
    "li",
    { class: "result" },
    make("p", {}, make("strong", {}, one.title), ` · ${dayOf(one.made)}`),
    make("p", {}, sizes(one.objects.length, one.bytes, one.pictures)),
    make(
      "p",
      { class: "actions" },
      make("button", { type: "button", class: "button", onclick: renew }, words.areaRenew),
      make("button", { type: "button", class: "button quiet", onclick: away }, words.areaRemove),
    ),
    said,
  );
}

/** The way to another area. @param {number} place in the list, for its name */
function another(place) {
  const said = make("p", { role: "status" });
  const where = new Whereabouts(Number.POSITIVE_INFINITY, words.areaWhere);
  const title = make("input", {
    id: "area-title",
    maxLength: 60,
    value: words.areaNumber.replace("{number}", number(place)),
  });
  /** @type {{box: import("../areas.js").Box, told: any} | null} */
  let asked = null;
  const measure = once(async () => {
    const middle = where.place;
    if (!middle) return tellState(words.noPosition).then(() => false);
    const box = boxRound(middle.longitude, middle.latitude, REACH);
    said.textContent = words.areaMeasuring;
    await tried(said, async () => {
      asked = { box, told: await measured(box) };
      const { objects, tiles, pictures } = asked.told;
      const bytes = tiles.bytes + pictures.bytes;
      said.textContent = sizes(Object.values(objects).flat().length, bytes, pictures.count);
    });
    weigh();
    return false;
  });
  const begin = once(async () => {
    if (!asked) return false;
    const { box, told } = asked;
    button.disabled = true;
    const name = crypto.randomUUID();
    await tried(said, async () => {
      await take({ name, title: title.value.trim() || words.area, box }, told, telling(said));
      const count = number(Object.values(told.objects).flat().length);
      await shownAnew();
      tellState(words.areaTaken.replace("{date}", dayOf(told.made)).replace("{objects}", count));
    });
    button.disabled = false;
    return false;
  });
  const size = make("button", { type: "button", class: "button", onclick: measure }, words.areaMeasure);
  const button = make("button", { type: "button", class: "deed", onclick: begin }, words.areaTake);
  const weigh = () => {
    button.hidden = !asked;
    size.hidden = Boolean(asked);
  };
  // Another place is another area.
  where.addEventListener("moved", () => {
    asked = null;
    said.textContent = "";
    weigh();
  });
  // Round where one stands it is asked by itself, as soon as that is known.
  let isAsked = false;
  const first = () => {
    if (isAsked || !where.place) return;
    isAsked = true;
    measure();
  };
  where.addEventListener("change", first);
  weigh();
  first();
  return make(
    "section",
    {},
    make("h3", {}, words.areaAnother),
    where.element,
    make("p", { class: "help" }, words.reach.replace("{km}", String(REACH))),
    make("label", { htmlFor: "area-title" }, words.areaTitle),
    make("p", {}, title),
    said,
    make("p", { class: "actions" }, size),
    button,
  );
}

/** @param {number} objects @param {number} bytes @param {number} pictures */
function sizes(objects, bytes, pictures) {
  return words.areaSize
    .replace("{objects}", number(objects))
    .replace("{pictures}", number(pictures))
    .replace("{size}", (bytes / MEGA).toFixed(1));
}

/** @param {HTMLElement} said @returns {(done: number) => void} */
function telling(said) {
  said.textContent = words.areaTaking;
  return (done) => {
    said.textContent = words.areaPictures.replace("{count}", number(done));
  };
}

/** Do it, or say why not. @param {HTMLElement} said @param {() => Promise<void>} deed */
async function tried(said, deed) {
  try {
    await deed();
  } catch (failure) {
    said.textContent = reason(/** @type {Error} */ (failure));
  }
}

/** @param {Error} failure */
function reason(failure) {
  if (failure instanceof SignedOut) return words.signedOut;
  if (failure.name === "QuotaExceededError") return words.notSaved;
  return failure instanceof Refused ? failure.message : words.lost;
}

function shownAnew() {
  dispatchEvent(new Event("hashchange"));
}

// The field app: where it begins, and its screens. Every screen is an address after the #, so that Back works.

import { alike, nearest } from "./alike.js";
import { Choice } from "./choice.js";
import { Form } from "./form.js";
import { make } from "./make.js";
import { Lost, Outbox, SignedOut } from "./outbox.js";
import { shrink } from "./picture.js";
import { Fix, follow } from "./position.js";
import { open } from "./store.js";

/** @type {{words: Record<string, string>, city: {name: string, centre: [number, number]}}} */
const { words } = JSON.parse(element("data").textContent ?? "{}");
const database = await open();
const outbox = new Outbox(database, (address, how) => fetch(address, how));
const fix = new Fix();
/** How far round an area reaches, in kilometres. */
const REACH = 2;
const RETRY = 30_000;
const MEGA = 1_000_000;

/** @type {Record<string, (...parts: string[]) => Promise<HTMLElement>>} */
const screens = { "": home, add, object, outbox: sending, mend, area };
/** What a screen began and has to end when another one is shown. @type {() => void} */
let leave = () => {};

addEventListener("hashchange", show);
addEventListener("online", send);
outbox.addEventListener("change", () => void tellState());
navigator.serviceWorker?.register("/field/worker.js", { scope: "/field/" }).catch(() => {});
navigator.serviceWorker?.addEventListener("message", send);
navigator.storage?.persist?.();
setInterval(send, RETRY);
follow(
  (reading) => {
    fix.add(reading);
    dispatchEvent(new Event("position"));
  },
  () => dispatchEvent(new Event("position")),
);
await learn();
await show();
send();

/** What is asked in the field, from the server if it can be reached. */
async function learn() {
  try {
    const response = await fetch("/field/surveys", { headers: { Accept: "application/json" } });
    if (response.status === 401) return tellState(words.signedOut, true);
    if (response.ok) await database.put("kept", (await response.json()).surveys, "surveys");
  } catch {
    // What was learned before is there.
  }
}

async function show() {
  leave();
  leave = () => {};
  const [name, ...parts] = location.hash.slice(1).split("/");
  const screen = await (screens[name] ?? home)(...parts);
  element("screen").replaceChildren(screen);
  await tellState();
  (screen.querySelector("h2") ?? element("title")).focus();
  scrollTo(0, 0);
}

/** @returns {Promise<any[]>} */
async function surveys() {
  return (await database.get("kept", "surveys")) ?? [];
}

/** @param {string} slug */
async function surveyOf(slug) {
  return (await surveys()).find((survey) => survey.slug === slug);
}

// -- Screens ------------------------------------------------------------------------------------------------

async function home() {
  const asked = await surveys();
  const list = make("ul", { class: "results" });
  const fill = async () => {
    const objects = await database.getAll("objects");
    const found = fix.place ? nearest(objects, fix.place).slice(0, 12) : [];
    list.replaceChildren(
      ...found.map(({ object: known, metres }) => row(known, metres)),
      ...(found.length ? [] : [make("li", { class: "nothing" }, words.nothingNear)]),
    );
  };
  addEventListener("position", fill);
  leave = () => removeEventListener("position", fill);
  await fill();
  return make(
    "div",
    {},
    make(
      "p",
      { class: "deeds" },
      ...asked.map((survey) =>
        make("a", { class: "deed", href: `#add/${survey.slug}` }, words.add.replace("{title}", survey.title)),
      ),
    ),
    make(
      "p",
      { class: "actions" },
      make("a", { class: "button", href: "#outbox" }, words.outbox),
      make("a", { class: "button", href: "#area" }, words.area),
    ),
    make("h2", { tabIndex: -1 }, words.near),
    list,
  );
}

/** @param {import("./alike.js").Known} known @param {number} metres */
function row(known, metres) {
  return make(
    "li",
    { class: "result" },
    make(
      "a",
      { class: "result-link", href: `#object/${known.survey}/${known.id}` },
      make(
        "span",
        { class: "result-words" },
        make("span", { class: "result-title" }, known.title || `№ ${known.id}`),
      ),
      make(
        "span",
        { class: "result-distance" },
        words.metres.replace("{metres}", String(Math.round(metres))),
      ),
    ),
  );
}

/** Add an object: where, what, photos; the rest may follow. @param {string} slug */
async function add(slug) {
  const survey = await surveyOf(slug);
  if (!survey) return home();
  const form = new Form(survey.questions, {}, words);
  const album = pictures();
  const place = make("p", { class: "whereabouts", role: "status" });
  const known = make("div", { class: "alike" });
  let isNew = false;
  const anew = () => {
    isNew = true;
    return look();
  };
  const look = async () => {
    place.textContent = wherever(survey.exactTo);
    if (!fix.place || isNew) return known.replaceChildren();
    const objects = (await database.getAll("objects")).filter((one) => one.survey === slug);
    const found = alike(objects, fix.place, survey.alikeWithin);
    if (!found.length) return known.replaceChildren();
    known.replaceChildren(
      make("h3", {}, words.alike),
      make("ul", { class: "results" }, ...found.map(({ object: one, metres }) => row(one, metres))),
      make("button", { type: "button", class: "button", onclick: anew }, words.itIsNew),
    );
  };
  addEventListener("position", look);
  leave = () => removeEventListener("position", look);
  await look();
  const save = async () => {
    if (!fix.place) return tellState(words.noPosition);
    if (form.missing)
      return form.complain([
        { name: form.missing.name, said: words.missing.replace("{title}", form.missing.title) },
      ]);
    const { longitude, latitude, accuracy } = fix.place;
    const position = { longitude, latitude, accuracy, placing: "gps" };
    await outbox.add(message(survey, "add", { answers: form.answers, position }), album.photos, survey.title);
    done();
  };
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.add.replace("{title}", survey.title)),
    place,
    known,
    form.element,
    album.element,
    saving(save),
  );
}

/** Inspect an object that was taken along. @param {string} slug @param {string} id */
async function object(slug, id) {
  const survey = await surveyOf(slug);
  const known = await database.get("objects", [slug, Number(id)]);
  if (!survey || !known) return home();
  const form = new Form(survey.questions, known.known, words);
  const album = pictures();
  const say = async (/** @type {string} */ deed) => {
    const answers = deed === "inspect" ? form.touched : {};
    const base = Object.fromEntries(Object.keys(answers).map((name) => [name, known.known[name] ?? null]));
    const said = message(survey, deed, { feature: known.id, answers, base });
    await outbox.add(said, album.photos, known.title || survey.title);
    done();
  };
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, known.title || `№ ${known.id}`),
    make(
      "p",
      { class: "deeds" },
      make("button", { type: "button", class: "deed", onclick: () => say("unchanged") }, words.unchanged),
      make("button", { type: "button", class: "button", onclick: () => say("gone") }, words.gone),
      make("button", { type: "button", class: "button", onclick: () => say("barred") }, words.barred),
    ),
    form.element,
    album.element,
    saving(() => say("inspect")),
  );
}

/** What waits, and what became of the rest. */
async function sending() {
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
  leave = () => outbox.removeEventListener("change", fill);
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

/** @param {import("./store.js").Row} one @returns {Promise<Node[]>} */
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

/** What was refused, or is at odds with somebody else: mended under its number. @param {string} id */
async function mend(id) {
  const row = await database.get("outbox", id);
  const survey = row && (await surveyOf(row.message.survey));
  if (!survey) return sending();
  const { message: said } = row;
  const form = new Form(survey.questions, said.answers, words);
  const choice = new Choice(survey.questions, row.answer?.conflicts ?? [], words);
  const save = async () => {
    const answers = { ...said.answers, ...form.answers };
    for (const name of choice.theirs) delete answers[name];
    // What the server says now is what was known when this was decided.
    const base = { ...said.base, ...choice.base };
    const position = choice.theirs.includes("position") ? undefined : said.position;
    await outbox.add({ ...said, answers, base, position }, [], row.title, id);
    done();
  };
  const screen = make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, row.title),
    make("p", { class: "notice" }, words[row.fate]),
    ...(row.answer?.flaws ?? []).map((/** @type {any} */ flaw) => make("p", { class: "flaw" }, flaw.said)),
    choice.element,
    row.fate === "refused" && form.element,
    saving(save),
  );
  form.complain(row.answer?.flaws ?? []);
  return screen;
}

/** Take along what is round here. */
async function area() {
  const said = make("p", { role: "status" }, words.areaHow);
  const take = make("button", { type: "button", class: "button", disabled: true }, words.areaTake);
  const here = fix.place;
  if (here) {
    const up = REACH / 111.32;
    const side = up / Math.cos((here.latitude * Math.PI) / 180);
    const box = [here.longitude - side, here.latitude - up, here.longitude + side, here.latitude + up];
    const bbox = box.map((degrees) => degrees.toFixed(5)).join(",");
    try {
      const response = await fetch(`/field/area?bbox=${bbox}`, { headers: { Accept: "application/json" } });
      if (response.status === 401) throw new SignedOut();
      const told = await response.json();
      const count = Object.values(told.objects).flat().length;
      said.textContent = words.areaSize
        .replace("{objects}", String(count))
        .replace("{size}", (told.tiles.bytes / MEGA).toFixed(1));
      take.disabled = false;
      take.addEventListener("click", async () => {
        take.disabled = true;
        const tiles = await (await fetch(`/field/area.pmtiles?bbox=${bbox}`)).arrayBuffer();
        await keep(told, box, tiles);
        said.textContent = words.areaTaken
          .replace("{date}", new Date(told.made).toLocaleDateString(document.documentElement.lang))
          .replace("{objects}", String(count));
      });
    } catch (failure) {
      said.textContent = failure instanceof SignedOut ? words.signedOut : words.lost;
    }
  } else said.textContent = words.noPosition;
  return make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.area),
    make("p", {}, words.reach.replace("{km}", String(REACH))),
    said,
    make("p", { class: "actions" }, take),
  );
}

/** @param {any} told @param {number[]} box @param {ArrayBuffer} tiles */
async function keep(told, box, tiles) {
  const work = database.transaction(["objects", "areas"], "readwrite");
  for (const [survey, objects] of Object.entries(told.objects))
    for (const one of objects) work.objectStore("objects").put({ ...one, survey });
  work.objectStore("areas").put({ name: "here", box, made: told.made, tiles });
  await work.done;
}

// -- Parts of screens ---------------------------------------------------------------------------------------

/** @param {any} survey @param {string} deed @param {any} said */
function message(survey, deed, said) {
  return { survey: survey.slug, version: survey.version, deed, made: new Date().toISOString(), ...said };
}

function done() {
  location.hash = "";
  tellState(words.saved);
  send();
}

function back() {
  return make("p", {}, make("a", { href: "#" }, `← ${words.back}`));
}

/** @param {() => void} save */
function saving(save) {
  return make(
    "p",
    { class: "saving" },
    make("button", { type: "button", class: "deed", onclick: save }, words.save),
  );
}

/** The photos of a form: from the camera, shown small, taken out again by a touch. */
function pictures() {
  /** @type {any[]} */
  const photos = [];
  const shown = make("div", { class: "album" });
  const input = make("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    multiple: true,
    class: "visually-hidden",
    onchange: async () => {
      for (const file of input.files) {
        try {
          const photo = await shrink(file);
          photos.push(photo);
          const address = URL.createObjectURL(new Blob([photo.bytes], { type: "image/jpeg" }));
          shown.append(make("img", { src: address, alt: "", onload: () => URL.revokeObjectURL(address) }));
        } catch {
          tellState(words.photoFailed);
        }
      }
      input.value = "";
    },
  });
  return {
    photos,
    element: make("div", {}, shown, make("label", { class: "button camera" }, words.photo, input)),
  };
}

/** @param {number} exactTo metres */
function wherever(exactTo) {
  if (!fix.place) return words.searching;
  const metres = String(Math.round(fix.place.accuracy));
  if (fix.place.accuracy > exactTo) return words.rough.replace("{metres}", metres);
  return words.fix.replace("{metres}", metres).replace("{count}", String(fix.place.count));
}

async function room() {
  const kept = await navigator.storage?.persisted?.();
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return kept ? words.kept.replace("{free}", String(Math.round((quota - usage) / MEGA))) : words.notKept;
}

/** What everybody has to know: what waits, and why. @param {string} [said] @param {boolean} [isSignedOut] */
async function tellState(said, isSignedOut = false) {
  const { rows, photos } = await outbox.left();
  const waiting =
    rows + photos && words.left.replace("{rows}", String(rows)).replace("{photos}", String(photos));
  const state = element("state");
  state.hidden = !said && !waiting;
  state.replaceChildren([said, waiting].filter(Boolean).join(" "));
  if (isSignedOut) state.append(" ", make("a", { href: "/admin/login/?next=/field/" }, words.signIn));
}

async function send() {
  try {
    await outbox.send();
    await tellState();
  } catch (failure) {
    if (failure instanceof SignedOut) return tellState(words.signedOut, true);
    if (!(failure instanceof Lost)) throw failure;
    await tellState((await outbox.left()).rows ? words.lost : "");
    const registration = /** @type {any} */ (await navigator.serviceWorker?.ready);
    await registration?.sync?.register("outbox").catch(() => {});
  }
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
}

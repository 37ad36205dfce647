// What every screen works with: what the device keeps and sends, where it stands, what is asked, and what is said.

import { openDB } from "idb";
import { ask, whoIsSignedIn } from "./asking.js";
import { lasting } from "./lasting.js";
import { make } from "./make.js";
import { Lost, Outbox, SignedOut } from "./outbox.js";
import { Fix, follow } from "./position.js";
import { open } from "./store.js";

/** @type {{words: Record<string, string>, city: {name: string, centre: [number, number]}, catalogue: any, credits: string, base: string, worker: WorkerType, largest: number}} */
export const { words, city, catalogue, credits, base, worker, largest } = JSON.parse(
  element("data").textContent ?? "{}",
);
/** @type {Awaited<ReturnType<typeof openDB>>} */
export const database = await open(openDB);
export const outbox = new Outbox(database, (address, how) => fetch(address, how));
/** Milliseconds by which the clock of the device may be off. */
const CLOCK = 5 * 60_000;
export const fix = new Fix();
/** What a screen began, and has to end when another one is shown. @type {(() => void)[]} */
let begun = [];
/** What is wrong with the clock of this device, and with the connection, in words. */
let clock = "";
let connection = "";
/** What the screen has said last: no news of the connection takes it away. */
let said = "";
let isSignedOut = false;

follow(
  (reading) => {
    fix.add(reading);
    dispatchEvent(new Event("position"));
  },
  () => dispatchEvent(new Event("position")),
);

/** What is asked in the field, from the server if it can be reached. @returns {Promise<boolean>} whether that is news */
export async function learn() {
  try {
    const told = await ask("/field/surveys");
    const before = JSON.stringify(await surveys());
    await database.put("kept", told.surveys, "surveys");
    await database.put("kept", told.rounds, "rounds");
    await database.put("kept", told.name, "me");
    return before !== JSON.stringify(told.surveys);
  } catch (failure) {
    // What was learned before is there.
    if (failure instanceof SignedOut) await tellConnection(words.signedOut, true);
    return false;
  }
}

/** The login of whoever works with this device, as it was known last. @returns {Promise<string | undefined>} */
export async function me() {
  return database.get("kept", "me");
}

/** Who is signed in now; by the way it is seen whether the clock of this device is right. @returns {Promise<string>} */
async function signedIn() {
  const { name, now } = await whoIsSignedIn();
  await database.put("kept", name, "me");
  const off = Date.now() - Date.parse(now);
  clock = Math.abs(off) > CLOCK ? words.clockOff.replace("{time}", lasting(Math.abs(off))) : "";
  return name;
}

/** @returns {Promise<any[]>} */
export async function surveys() {
  return (await database.get("kept", "surveys")) ?? [];
}

/** @param {string} slug */
export async function surveyOf(slug) {
  return (await surveys()).find((survey) => survey.slug === slug);
}

/** To be done when the screen is left. @param {() => void} deed */
export function leaving(deed) {
  begun.push(deed);
}

/** End what the last screen began. */
export function leave() {
  said = "";
  for (const deed of begun) deed();
  begun = [];
}

/** Follow the position as long as the screen is shown. @param {() => void} deed */
export function whereSoever(deed) {
  addEventListener("position", deed);
  leaving(() => removeEventListener("position", deed));
}

/** What everybody has to know: what the screen says, what waits, and why. @param {string} [news] of the screen */
export async function tellState(news = said) {
  said = news;
  const { rows, photos } = await outbox.left();
  const mend = await outbox.toMend();
  const waiting =
    rows + photos && words.left.replace("{rows}", String(rows)).replace("{photos}", String(photos));
  const { progress } = outbox;
  const sending =
    progress && words.sendingNow.replace("{at}", String(progress.at)).replace("{all}", String(progress.all));
  const refused = mend && words.toMend.replace("{count}", String(mend));
  const others = (await outbox.others(await me())).map((by) => words.waitsFor.replace("{login}", by ?? ""));
  const all = [said, sending, connection, clock, waiting, refused, ...others].filter(Boolean).join(" ");
  const state = element("state");
  state.hidden = !all;
  state.replaceChildren(all);
  if (isSignedOut) state.append(" ", make("a", { href: "/admin/login/?next=/field/" }, words.signIn));
}

/** @param {string} news of the connection @param {boolean} [signedOut] */
function tellConnection(news, signedOut = false) {
  connection = news;
  isSignedOut = signedOut;
  return tellState();
}

export async function send() {
  // Should the page be closed now, the worker goes on where it stopped.
  await remember();
  try {
    const by = await signedIn();
    // The server answers: nothing else is said of the connection while it takes what waits.
    await tellConnection("");
    await outbox.send(by);
    await tellConnection("");
  } catch (failure) {
    if (failure instanceof SignedOut) return tellConnection(words.signedOut, true);
    if (!(failure instanceof Lost)) throw failure;
    const { rows, photos } = await outbox.left();
    await tellConnection(rows + photos ? (failure.message === "later" ? words.later : words.lost) : "");
  }
}

/** Milliseconds after which it is tried again: soon where the server was not reached, for it may be there again. */
const RETRY = 30_000;
const RETRY_SOON = 4_000;

/** Send what waits, again and again as long as the page is open. */
export function sendAgainAndAgain() {
  let last = Date.now();
  send();
  setInterval(() => {
    if (connection !== words.lost && Date.now() - last < RETRY) return;
    last = Date.now();
    send();
  }, RETRY_SOON);
}

/** Have the browser wake the worker when there is a connection, where it can; `ready` alone might wait for ever. */
async function remember() {
  const { rows, photos } = await outbox.left();
  if (!rows && !photos) return;
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration("/field/"));
  await registration?.sync?.register("outbox").catch(() => {});
}

/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
}

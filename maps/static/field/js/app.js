// What every screen works with: what the device keeps and sends, where it stands, what is asked, and what is said.

import { make } from "./make.js";
import { Lost, Outbox, SignedOut } from "./outbox.js";
import { Fix, follow } from "./position.js";
import { open } from "./store.js";

/** @type {{words: Record<string, string>, city: {name: string, centre: [number, number]}, catalogue: any, credits: string}} */
export const { words, city, catalogue, credits } = JSON.parse(element("data").textContent ?? "{}");
export const database = await open();
export const outbox = new Outbox(database, (address, how) => fetch(address, how));
export const fix = new Fix();
/** What a screen began, and has to end when another one is shown. @type {(() => void)[]} */
let begun = [];

follow(
  (reading) => {
    fix.add(reading);
    dispatchEvent(new Event("position"));
  },
  () => dispatchEvent(new Event("position")),
);

/** What is asked in the field, from the server if it can be reached. */
export async function learn() {
  try {
    const response = await fetch("/field/surveys", { headers: { Accept: "application/json" } });
    if (response.status === 401) return tellState(words.signedOut, true);
    if (!response.ok) return;
    const told = await response.json();
    await database.put("kept", told.surveys, "surveys");
    await database.put("kept", told.rounds, "rounds");
  } catch {
    // What was learned before is there.
  }
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
  for (const deed of begun) deed();
  begun = [];
}

/** Follow the position as long as the screen is shown. @param {() => void} deed */
export function whereSoever(deed) {
  addEventListener("position", deed);
  leaving(() => removeEventListener("position", deed));
}

/** What everybody has to know: what waits, and why. @param {string} [said] @param {boolean} [isSignedOut] */
export async function tellState(said, isSignedOut = false) {
  const { rows, photos } = await outbox.left();
  const waiting =
    rows + photos && words.left.replace("{rows}", String(rows)).replace("{photos}", String(photos));
  const state = element("state");
  state.hidden = !said && !waiting;
  state.replaceChildren([said, waiting].filter(Boolean).join(" "));
  if (isSignedOut) state.append(" ", make("a", { href: "/admin/login/?next=/field/" }, words.signIn));
}

export async function send() {
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
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
}

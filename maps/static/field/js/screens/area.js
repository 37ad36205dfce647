// Take an area along: its objects, and its base map.

import { database, fix, surveyOf, words } from "../app.js";
import { make } from "../make.js";
import { SignedOut, withSaid } from "../outbox.js";
import { back } from "../parts.js";

/** How far round an area reaches, in kilometres. */
const REACH = 2;
const MEGA = 1_000_000;
/** Milliseconds after which an answer is not waited for, and the file of a base map. */
const PATIENCE = 20_000;
const DOWNLOAD = 300_000;

/** Take along what is round here. */
export async function area() {
  const said = make("p", { role: "status" }, words.areaHow);
  const take = make("button", { type: "button", class: "button", disabled: true }, words.areaTake);
  const here = fix.place;
  if (here) {
    const up = REACH / 111.32;
    const side = up / Math.cos((here.latitude * Math.PI) / 180);
    const box = [here.longitude - side, here.latitude - up, here.longitude + side, here.latitude + up];
    const bbox = box.map((degrees) => degrees.toFixed(5)).join(",");
    try {
      const response = await fetch(`/field/area?bbox=${bbox}`, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 401) throw new SignedOut();
      const told = await response.json();
      const count = Object.values(told.objects).flat().length;
      said.textContent = words.areaSize
        .replace("{objects}", String(count))
        .replace("{size}", (told.tiles.bytes / MEGA).toFixed(1));
      take.disabled = false;
      take.addEventListener("click", async () => {
        take.disabled = true;
        try {
          await keep(told, box, await tilesOf(bbox));
        } catch {
          take.disabled = false;
          said.textContent = words.lost;
          return;
        }
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

/** The base map; what is none is not kept. @param {string} bbox @returns {Promise<ArrayBuffer>} */
async function tilesOf(bbox) {
  const response = await fetch(`/field/area.pmtiles?bbox=${bbox}`, { signal: AbortSignal.timeout(DOWNLOAD) });
  if (!response.ok || !response.headers.get("Content-Type")?.includes("pmtiles"))
    throw new Error("no base map");
  return response.arrayBuffer();
}

/** @param {any} told @param {number[]} box @param {ArrayBuffer} tiles */
async function keep(told, box, tiles) {
  const asked = new Map();
  for (const slug of Object.keys(told.objects)) asked.set(slug, await surveyOf(slug));
  const waiting = await database.getAllFromIndex("outbox", "fate", "waiting");
  const work = database.transaction(["objects", "areas"], "readwrite");
  // What was taken along before may be gone by now.
  work.objectStore("objects").clear();
  for (const [survey, objects] of Object.entries(told.objects))
    for (const one of objects)
      work.objectStore("objects").put(withSaid({ ...one, survey, layer: asked.get(survey)?.layer }, waiting));
  work.objectStore("areas").put({ name: "here", box, made: told.made, tiles });
  await work.done;
}

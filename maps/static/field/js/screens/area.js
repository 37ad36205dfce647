// Take an area along: its objects, and its base map.

import { database, fix, surveyOf, words } from "../app.js";
import { make } from "../make.js";
import { SignedOut } from "../outbox.js";
import { back } from "../parts.js";

/** How far round an area reaches, in kilometres. */
const REACH = 2;
const MEGA = 1_000_000;

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
  const asked = new Map();
  for (const slug of Object.keys(told.objects)) asked.set(slug, await surveyOf(slug));
  const work = database.transaction(["objects", "areas"], "readwrite");
  // What was taken along before may be gone by now.
  work.objectStore("objects").clear();
  for (const [survey, objects] of Object.entries(told.objects))
    for (const one of objects)
      work.objectStore("objects").put({ ...one, survey, layer: asked.get(survey)?.layer });
  work.objectStore("areas").put({ name: "here", box, made: told.made, tiles });
  await work.done;
}

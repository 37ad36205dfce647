// The map of what was taken along.

import { fix, leaving, whereSoever, words } from "../app.js";
import { Atlas } from "../atlas.js";
import { make } from "../make.js";
import { back } from "../parts.js";
import { listed, walked } from "../walked.js";

export async function overview() {
  const root = make("div", { class: "atlas large", "aria-label": words.map, role: "region" });
  const stretches = await walked();
  const streets = make("ul", { class: "results" }, ...listed(stretches, fix.place));
  /** @type {Atlas | null} */
  let atlas = null;
  const screen = make(
    "div",
    {},
    back(),
    make("h2", { tabIndex: -1 }, words.map),
    make("p", {}, words.mapHow),
    root,
    make(
      "p",
      { class: "actions" },
      make("button", { type: "button", class: "button", onclick: () => atlas?.follow() }, words.whereAmI),
    ),
    make("h3", {}, words.walkedNear),
    make("p", { class: "help" }, words.walkedHow),
    streets,
  );
  screen.addEventListener("shown", () => {
    atlas = new Atlas(root, {
      chosen: ({ survey, id }) => {
        location.hash = `object/${survey}/${id}`;
      },
    });
  });
  whereSoever(() => {
    atlas?.moved();
    streets.replaceChildren(...listed(stretches, fix.place));
  });
  leaving(() => atlas?.remove());
  return screen;
}

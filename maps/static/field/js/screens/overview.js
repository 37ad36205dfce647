// The map of what was taken along.

import { leaving, whereSoever, words } from "../app.js";
import { Atlas } from "../atlas.js";
import { make } from "../make.js";
import { back } from "../parts.js";

export async function overview() {
  const root = make("div", { class: "atlas large", "aria-label": words.map, role: "region" });
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
  );
  screen.addEventListener("shown", () => {
    atlas = new Atlas(root, {
      chosen: ({ survey, id }) => {
        location.hash = `object/${survey}/${id}`;
      },
    });
  });
  whereSoever(() => atlas?.moved());
  leaving(() => atlas?.remove());
  return screen;
}

// Ways to take a view along: on paper, as a picture, or into another site's page. All read the page's address, which is
// the view.

import { ask } from "./connection.js";
import { shownLook } from "./look.js";

/** The sides that a picture may have, in pixels. */
const SMALLEST = 64;
const LARGEST = 2000;
/** Words of the panel: they say nothing of the map. */
const PANEL = ["view", "order", "pick", "lang", "theme"];

const deeds = new Map(Object.entries({ print, picture, embed }));

// After the menu itself, which gives the focus back to its button: there it returns when a window is closed.
document.addEventListener("click", (event) => {
  const chosen = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest("#menu [data-deed]")
  );
  deeds.get(chosen?.dataset.deed ?? "")?.();
});

/** The sheet, with a short address of the view where one can be had. */
async function print() {
  const params = new URLSearchParams(location.search);
  for (const name of ["view", "order", "pick"]) params.delete(name);
  const sheet = `/print?${readable(params)}`;
  try {
    // The sheet names the short address of what it shows: its own link back.
    const page = new DOMParser().parseFromString(await (await ask(sheet)).text(), "text/html");
    const to = page.querySelector("[data-view]")?.getAttribute("href");
    if (to) await ask("/short", { method: "POST", body: new URLSearchParams({ to }) });
  } catch {
    // Then it names the long one.
  }
  location.assign(sheet);
}

function picture() {
  const params = new URLSearchParams(location.search);
  const { clientWidth, clientHeight } = document.getElementById("map") ?? document.body;
  params.set("width", String(side(clientWidth)));
  params.set("height", String(side(clientHeight)));
  params.set("theme", shownLook());
  const link = document.createElement("a");
  link.href = `/map.png?${readable(params)}`;
  link.download = "map.png";
  link.click();
}

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("embed-dialog"));
const code = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("#embed-code"));
const said = /** @type {HTMLElement} */ (dialog.querySelector("#embed-said"));

function embed() {
  const on = new Set(
    [...document.querySelectorAll(".layer input[name=layers]:checked")].map(
      (one) => /** @type {HTMLInputElement} */ (one).value,
    ),
  );
  for (const box of boxes()) box.checked = on.has(box.value);
  said.textContent = "";
  render();
  dialog.showModal();
}

dialog.addEventListener("change", render);
dialog.querySelector("#embed-copy")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(code.value);
    said.textContent = said.dataset.copied ?? "";
  } catch {
    code.focus();
    code.select();
    said.textContent = said.dataset.failed ?? "";
  }
});
// A frame that nobody sees need not draw.
dialog.addEventListener("close", () => preview().replaceChildren());

/** The code, and the frame that it makes. */
function render() {
  const params = new URLSearchParams(location.search);
  for (const name of PANEL) params.delete(name);
  params.set(
    "layers",
    boxes()
      .flatMap((box) => (box.checked ? [box.value] : []))
      .join(","),
  );
  params.set("lang", chosen("lang"));
  if (chosen("theme") !== "auto") params.set("theme", chosen("theme"));
  params.set("embed", "1");
  const frame = document.createElement("iframe");
  frame.title = dialog.dataset.title ?? "";
  frame.width = chosen("width");
  frame.height = chosen("height");
  frame.setAttribute("loading", "lazy");
  frame.src = `${dialog.dataset.home}/?${readable(params)}`;
  code.value = frame.outerHTML;
  frame.src = `/?${readable(params)}`;
  preview().replaceChildren(frame);
}

/** @returns {HTMLInputElement[]} */
function boxes() {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (dialog.querySelectorAll("[name=layer]"))];
}

/** @param {string} name */
function chosen(name) {
  return /** @type {HTMLSelectElement} */ (dialog.querySelector(`select[name=${name}]`)).value;
}

function preview() {
  return /** @type {HTMLElement} */ (dialog.querySelector("#embed-preview"));
}

/** @param {number} pixels */
function side(pixels) {
  return Math.max(SMALLEST, Math.min(LARGEST, Math.round(pixels)));
}

/** @param {URLSearchParams} params */
function readable(params) {
  return String(params).replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3B", ";");
}

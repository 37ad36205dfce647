// What Django's pages lack: the ground of the city under django-leaflet's maps, their words in the language of the
// page, and tables without empty headings.
import L from "leaflet";
import { ground } from "./ground.js";

const words = /** @type {HTMLTemplateElement} */ (document.getElementById("words"));

// Only pages with a form bring Leaflet along.
if (L) furnish();

for (const [alt, word] of [
  ["True", words.dataset.yes],
  ["False", words.dataset.no],
]) {
  for (const icon of document.querySelectorAll(`img[alt="${alt}"]`)) icon.setAttribute("alt", word ?? "");
}

for (const heading of document.querySelectorAll("th:empty")) {
  heading.replaceWith(Object.assign(document.createElement("td"), { className: heading.className }));
}

// What widgets build later: Select2's boxes do not tell what they are for, and a label on nothing is not read out.
new MutationObserver(() => {
  for (const box of document.querySelectorAll(".select2-selection__rendered:not([aria-label])")) {
    const field = box.id.replace(/^select2-/, "").replace(/-container$/, "");
    const label = document.querySelector(`label[for="${CSS.escape(field)}"]`);
    box.setAttribute("aria-label", label?.textContent?.trim().replace(/:$/, "") ?? field);
  }
  for (const icon of document.querySelectorAll(".search-label-icon")) icon.setAttribute("role", "img");
}).observe(document.body, { childList: true, subtree: true });

// The unit of a criterion stands beside its value, also once another one is chosen.
for (const select of document.querySelectorAll("select[data-units]")) tellUnit(select);
document.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement && "units" in target.dataset) tellUnit(target);
});

/** @param {any} select */
function tellUnit(select) {
  const value = CSS.escape(select.id.replace(/code$/, "value"));
  const label = /** @type {HTMLElement | null} */ (document.querySelector(`label[for="${value}"]`));
  if (!label) return;
  label.dataset.words ??= label.textContent?.trim().replace(/:$/, "") ?? "";
  const { unit } = select.selectedOptions[0]?.dataset ?? {};
  label.textContent = `${[label.dataset.words, unit].filter(Boolean).join(", ")}:`;
}

/** Before django-leaflet makes its maps (it waits until the page is loaded) they are given words, and then a ground. */
function furnish() {
  const leaflet = /** @type {any} */ (L);
  // Leaflet looks for its images beside its style sheet, and by names without a digest.
  const images = document.getElementById("force-img-path")?.textContent;
  if (images) leaflet.Icon.Default.imagePath = JSON.parse(images);

  translate(leaflet);
  const { tiles, attribution } = JSON.parse(document.getElementById("ground")?.textContent ?? "{}");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  window.addEventListener("map:init", (event) => {
    const { map } = /** @type {any} */ (event).detail;
    map.attributionControl.remove();
    map.maxZoom = 18; // how near django-leaflet goes to what is drawn: houses are told apart
    credits(attribution, words.dataset.credits ?? "").addTo(map);
    /** @type {any} */
    let paper;
    const draw = () => {
      const drawn = paper;
      paper = ground(tiles, isDark(dark) ? "dark" : "light", "").addTo(map);
      drawn?.remove();
    };
    draw();
    dark.addEventListener("change", draw);
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
}

/** @param {MediaQueryList} system what the system prefers, where the reader has not chosen */
function isDark(system) {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme !== "light" && system.matches);
}

/**
 * Who made the map, behind a mark in the corner: in full it would cover a third of a map of this size.
 * @param {string} attribution HTML
 * @param {string} title
 */
function credits(attribution, title) {
  const control = new L.Control({ position: "bottomright" });
  control.onAdd = () => {
    const box = Object.assign(document.createElement("details"), { className: "map-credits" });
    const mark = Object.assign(document.createElement("summary"), {
      textContent: "©",
      title,
      ariaLabel: title,
    });
    box.append(mark, Object.assign(document.createElement("p"), { innerHTML: attribution }));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

/** @param {any} leaflet */
function translate(leaflet) {
  const { zoomIn, zoomOut, marker, unsaved, ...units } = words.dataset;
  Object.assign(leaflet.Control.Zoom.prototype.options, { zoomInTitle: zoomIn, zoomOutTitle: zoomOut });
  leaflet.Marker.prototype.options.alt = marker;
  leaflet.GeometryField.unsavedText = unsaved;
  for (const word of /** @type {NodeListOf<HTMLElement>} */ (words.content.querySelectorAll("[data-path]"))) {
    const names = (word.dataset.path ?? "").split(".");
    const last = names.pop() ?? "";
    names.reduce((said, name) => said[name], leaflet.drawLocal)[last] = word.textContent;
  }
  const { _updateScale: scaled } = leaflet.Control.Scale.prototype;
  /** @param {HTMLElement} line @param {string} text @param {number} ratio */
  leaflet.Control.Scale.prototype._updateScale = function (line, text, ratio) {
    scaled.call(
      this,
      line,
      text.replace(/k?m$/, (unit) => units[unit] ?? unit),
      ratio,
    );
  };
}

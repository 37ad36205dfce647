// What Django's pages lack: the ground of the city under django-leaflet's maps, and tables without empty headings.
import L from "leaflet";
import { ground } from "./ground.js";

// Leaflet looks for its images beside its style sheet, and by names without a digest.
const images = document.getElementById("force-img-path")?.textContent;
if (images) /** @type {any} */ (L.Icon.Default).imagePath = JSON.parse(images);

const { tiles, attribution } = JSON.parse(document.getElementById("ground")?.textContent ?? "{}");

window.addEventListener("map:init", (event) => {
  const { map } = /** @type {any} */ (event).detail;
  ground(tiles, false, attribution).addTo(map);
});

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

// The back office's maps stand on the same ground as the page: django-leaflet makes them, this lays it under them.
import { ground } from "./ground.js";

const { tiles, attribution } = JSON.parse(document.getElementById("ground")?.textContent ?? "{}");

window.addEventListener("map:init", (event) => {
  const { map } = /** @type {any} */ (event).detail;
  ground(tiles, false, attribution).addTo(map);
});

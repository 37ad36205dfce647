// The map on an object's own page: where it is, on the city's ground. The page is whole without it.

import { Doors } from "./doors.js";
import { ground } from "./ground.js";
import L from "./leaflet.js";
import { shownLook } from "./look.js";

const NEAREST = 17;

const looks = shownLook();
const root = /** @type {HTMLElement} */ (document.getElementById("place"));
const { feature: address, light, dark, radius, zoomIn, zoomOut } = root.dataset;

/** @returns {Promise<any>} the object as GeoJSON; null when it cannot be had */
async function asked() {
  try {
    const response = await fetch(String(address));
    return response.ok ? response.json() : null;
  } catch {
    return null;
  }
}

/** @param {string} colour @returns {any} */
function look(colour) {
  const style = { color: colour, weight: 4, fillOpacity: 0.12 };
  return {
    style: (/** @type {any} */ { geometry }) => (geometry.type === "Point" ? {} : style),
    // What is not exact is a circle, never a pin.
    pointToLayer: (/** @type {any} */ _feature, /** @type {any} */ place) =>
      radius
        ? L.circle(place, { ...style, radius: Number(radius), weight: 2, dashArray: "5 4" })
        : L.marker(place, { icon: symbol(), interactive: false, keyboard: false }),
  };
}

/** @returns {any} the symbol of the legend, as the template drew it */
function symbol() {
  const template = document.getElementById("place-symbol");
  return L.divIcon({ className: "place-symbol", html: template?.innerHTML, iconSize: [30, 30] });
}

const found = await asked();
if (found?.geometry) {
  root.hidden = false;
  root.dataset.look = looks;
  const { tiles, attribution } = JSON.parse(document.getElementById("ground")?.textContent ?? "{}");
  // The wheel and a finger scroll the page, which this map is a small part of.
  const map = L.map(root, {
    scrollWheelZoom: false,
    dragging: !L.Browser.mobile,
    zoomControl: false,
    maxZoom: 19,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  // A circle in metres has bounds only on a map that shows something.
  map.setView(L.geoJSON(found).getBounds().getCenter(), NEAREST);
  const drawn = L.geoJSON(found, look(String(looks === "dark" ? dark : light))).addTo(map);
  map.fitBounds(drawn.getBounds(), { maxZoom: NEAREST, padding: [32, 32] });
  ground(tiles, looks, attribution).addTo(map);
  const doors = new Doors(map);
  doors.show(document.body);
  document.addEventListener("toggle", () => doors.show(document.body), true);
}

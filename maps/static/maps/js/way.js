// What the device adds to the forms of the way and the reach: where one is, and for whom the map was judged last.

import { keepPerson, keptPerson } from "./person.js";

const persons = /** @type {HTMLSelectElement | null} */ (document.querySelector(".way-form [name=profile]"));
if (persons) {
  const kept = keptPerson();
  if (!persons.value && [...persons.options].some(({ value }) => value && value === kept))
    persons.value = kept;
  persons.addEventListener("change", () => keepPerson(persons.value));
}
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-here]")
)) {
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => begin(button));
}

/** Begin where the device is: that is told to nobody but the map. @param {HTMLButtonElement} button */
function begin(button) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(String(button.dataset.here)));
  const failed = /** @type {HTMLElement} */ (button.parentElement?.querySelector("[data-here-failed]"));
  failed.hidden = button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      input.value = `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`;
      input.focus();
    },
    () => {
      failed.hidden = button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}

// What a script adds to reporting: the chosen photos are seen before they are sent, and the device tells where it is.

const list = document.getElementById("chosen");
/** @type {NodeListOf<HTMLInputElement>} */
const inputs = document.querySelectorAll('input[type="file"]');
for (const input of inputs) input.addEventListener("change", show);

function show() {
  if (!list) return;
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...[...inputs].flatMap((input) => [...(input.files ?? [])]).map(item));
  list.hidden = !list.children.length;
}

/** @param {File} file @returns {HTMLLIElement} */
function item(file) {
  const image = new Image(160, 120);
  image.src = URL.createObjectURL(file);
  image.alt = file.name;
  const line = document.createElement("li");
  line.append(image);
  return line;
}

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("pointing"));
const here = /** @type {HTMLButtonElement | null} */ (form?.querySelector("[data-here]") ?? null);
if (form && here && "geolocation" in navigator) {
  here.hidden = false;
  here.addEventListener("click", () => ask(form, here));
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
function ask(form, button) {
  button.disabled = true;
  const failed = /** @type {HTMLElement} */ (form.querySelector("[data-failed]"));
  failed.hidden = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const told = /** @type {HTMLInputElement} */ (form.elements.namedItem("here"));
      told.value = [coords.longitude, coords.latitude, coords.accuracy].join(",");
      form.submit();
    },
    () => {
      button.disabled = false;
      failed.hidden = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
  );
}

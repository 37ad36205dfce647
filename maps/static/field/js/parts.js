// Parts that several screens are made of.

import { fix, send, tellState, words } from "./app.js";
import { make } from "./make.js";
import { shrink } from "./picture.js";
import { metres } from "./position.js";

/**
 * An object in a list: its name, what is to be said of it, and its distance.
 * @param {import("./alike.js").Known} known @param {number} metres @param {Node | string} [said]
 */
export function row(known, metres, said = "") {
  const title = known.title || `№ ${known.id}`;
  const far = words.metres.replace("{metres}", number(Math.round(metres)));
  return make(
    "li",
    { class: "result" },
    make(
      "a",
      { class: "result-link", href: `#object/${known.survey}/${known.id}` },
      make(
        "span",
        { class: "result-words" },
        make("span", { class: "result-title" }, title),
        said && make("span", { class: "result-facts" }, said),
      ),
      make("span", { class: "result-distance" }, far),
    ),
  );
}

/** @param {number} value */
export function number(value) {
  return value.toLocaleString(document.documentElement.lang);
}

/** @param {string | number | Date} moment */
export function dayOf(moment) {
  return new Date(moment).toLocaleDateString(document.documentElement.lang, {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

/** @param {any} survey @param {string} deed @param {any} said */
export function message(survey, deed, said) {
  return { survey: survey.slug, version: survey.version, deed, made: new Date().toISOString(), ...said };
}

export function done() {
  location.hash = "";
  tellState(words.saved);
  send();
}

export function back() {
  return make("p", {}, make("a", { href: "#" }, `← ${words.back}`));
}

/** @param {() => void} save */
export function saving(save) {
  return make(
    "p",
    { class: "saving" },
    make("button", { type: "button", class: "deed", onclick: save }, words.save),
  );
}

/** A photo that was taken farther away than this, in metres, may be of something else. */
const FAR = 150;

/** How far from here a photo was taken, in metres, as far as that is known. @param {[number, number] | undefined} from */
function distance(from) {
  if (!from || !fix.place) return 0;
  return metres({ longitude: from[0], latitude: from[1] }, fix.place);
}

/** The photos of a form: from the camera, shown small, taken out again by a touch. */
export function pictures() {
  /** @type {any[]} */
  const photos = [];
  const shown = make("div", { class: "album" });
  const input = make("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    multiple: true,
    class: "visually-hidden",
    onchange: async () => {
      for (const file of input.files) {
        try {
          const photo = await shrink(file);
          photos.push(photo);
          const far = distance(photo.from);
          if (far > FAR) tellState(words.photoFar.replace("{metres}", number(Math.round(far))));
          const address = URL.createObjectURL(new Blob([photo.bytes], { type: "image/jpeg" }));
          shown.append(make("img", { src: address, alt: "", onload: () => URL.revokeObjectURL(address) }));
        } catch {
          tellState(words.photoFailed);
        }
      }
      input.value = "";
    },
  });
  return {
    photos,
    element: make("div", {}, shown, make("label", { class: "button camera" }, words.photo, input)),
  };
}

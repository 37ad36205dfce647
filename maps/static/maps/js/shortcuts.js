// Whether single keys act: who speaks to the device, or trembles, switches them off (WCAG 2.1.4).

const KEPT = "shortcuts";
let areOn = read();

export function areShortcutsOn() {
  return areOn;
}

/** @param {HTMLInputElement} box */
export function offerShortcuts(box) {
  box.checked = areOn;
  box.addEventListener("change", () => {
    areOn = box.checked;
    try {
      localStorage.setItem(KEPT, areOn ? "on" : "off");
    } catch {
      // Then it holds as long as the page is open.
    }
  });
}

function read() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

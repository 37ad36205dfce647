// Whom the map is judged for: kept on this device and in the address, and told to nobody.

const KEPT = "profile";
/** that it was chosen on the page before, which is told on the next one */
const CHOSEN = "profile-chosen";

/** @param {string} profile empty for everybody */
export function keepPerson(profile) {
  try {
    if (profile) localStorage.setItem(KEPT, profile);
    else localStorage.removeItem(KEPT);
  } catch {
    // Full or forbidden: then the address alone knows.
  }
}

/** That somebody else is chosen now is to be told on the page that comes next. */
export function tellNext() {
  try {
    sessionStorage.setItem(CHOSEN, "true");
  } catch {
    // Then it is seen there, and not said.
  }
}

/** Whether somebody else was chosen on the page before; told once. */
export function isPersonNew() {
  try {
    const isNew = sessionStorage.getItem(CHOSEN) !== null;
    sessionStorage.removeItem(CHOSEN);
    return isNew;
  } catch {
    return false;
  }
}

/** @returns {string} whom it was last judged for; empty for everybody */
export function keptPerson() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

/**
 * The address of this view for the person who was chosen before, where it names nobody itself.
 * @param {string} search of the address @param {string[]} known profiles
 * @returns {string} empty where it is shown as it is
 */
export function addressOfPerson(search, known) {
  const params = new URLSearchParams(search);
  const kept = keptPerson();
  if (!known.includes(kept) || params.has("profile")) return "";
  params.set("profile", kept);
  return `?${String(params).replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3B", ";")}`;
}

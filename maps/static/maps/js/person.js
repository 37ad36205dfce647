// Whom the map is judged for: kept on this device and in the address, and told to nobody.

const KEPT = "profile";

/** @param {string} profile empty for everybody */
export function keepPerson(profile) {
  try {
    if (profile) localStorage.setItem(KEPT, profile);
    else localStorage.removeItem(KEPT);
  } catch {
    // Full or forbidden: then the address alone knows.
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

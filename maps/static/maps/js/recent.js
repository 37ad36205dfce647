// What a person looked up before: kept in this browser only, and forgotten at a word.

const KEY = "recent-searches";
const MOST = 6;

/** @returns {any[]} suggestions as the server gave them, the last one first */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((hit) => typeof hit?.title === "string").slice(0, MOST) : [];
  } catch {
    // Storage may be forbidden, or hold what another version wrote.
    return [];
  }
}

/** @param {any} hit */
export function keep(hit) {
  const others = recent().filter((one) => one.title !== hit.title || one.layer !== hit.layer);
  write(JSON.stringify([hit, ...others].slice(0, MOST)));
}

export function forget() {
  write("[]");
}

/** @param {string} text */
function write(text) {
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // Full or forbidden: the search goes on without a memory.
  }
}

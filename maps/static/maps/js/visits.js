// When somebody was here last: kept in this browser only, to tell what is new since then.

const KEY = "visits";

/**
 * Note that somebody is here today, and tell the last day before.
 * @param {string} today `2026-11-23`
 * @returns {string} a day; empty for who comes for the first time, or keeps nothing
 */
export function visit(today) {
  const days = read().filter((day) => day < today);
  try {
    localStorage.setItem(KEY, JSON.stringify([...days.slice(-1), today]));
  } catch {
    // Full or forbidden: every visit is the first one.
  }
  return days.at(-1) ?? "";
}

/** Whether this browser keeps anything for this site at all: it may be full, or forbidden to. */
export function canKeep() {
  try {
    localStorage.setItem("kept", "1");
    localStorage.removeItem("kept");
    return true;
  } catch {
    return false;
  }
}

/** @param {Date} moment @returns {string} the day by the clock of this device */
export function dayOf(moment) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** @returns {string[]} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((day) => /^\d{4}-\d\d-\d\d$/.test(day)) : [];
  } catch {
    return [];
  }
}

// How long something lasts, in the unit that fits it.

/** Units with their minutes, and from how many minutes on each is told. */
const UNITS = /** @type {const} */ ([
  ["year", 525_960, 500_000],
  ["day", 1440, 2880],
  ["hour", 60, 120],
  ["minute", 1, 0],
]);

/** @param {number} milliseconds @param {string} [language] @returns {string} such as «3 days» */
export function lasting(milliseconds, language = document.documentElement.lang) {
  const minutes = Math.round(milliseconds / 60_000);
  const [unit, long] = UNITS.find(([, , from]) => minutes >= from) ?? UNITS[3];
  const how = /** @type {Intl.NumberFormatOptions} */ ({ style: "unit", unit, unitDisplay: "long" });
  return new Intl.NumberFormat(language, { ...how, maximumFractionDigits: 0 }).format(minutes / long);
}

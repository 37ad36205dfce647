// Where the device is: averaged while one stands still, each reading by how exact it says it is.

/** Degrees to metres: enough for the few metres that readings differ by. */
const DEGREE = 111_320;

/** Milliseconds after which a reading says little of where one is now, and metres that one walks in a second. */
export const STALE = 30_000;
const PACE = 1.4;

/**
 * @typedef {{longitude: number, latitude: number, accuracy: number, at?: number}} Reading degrees (EPSG:4326), metres, and
 *   when it was read, in milliseconds
 */

export class Fix {
  /** @type {Reading[]} */
  readings = [];

  /** @param {Reading} reading */
  add(reading) {
    const mean = this.place;
    const now = reading.at ?? Date.now();
    this.readings = this.readings.filter(({ at = now }) => now - at <= STALE);
    // Farther away than both may be wrong: one has walked on, and the mean begins anew.
    if (mean && metres(mean, reading) > mean.accuracy + reading.accuracy) this.readings = [];
    this.readings.push(reading);
  }

  /** @returns {Reading | undefined} the last reading alone, for who walks */
  get last() {
    return this.readings.at(-1);
  }

  /** Milliseconds since the last reading. @returns {number} */
  get age() {
    const { at } = this.readings.at(-1) ?? {};
    return at === undefined ? 0 : Date.now() - at;
  }

  /** Whether one may be somewhere else by now. */
  get isStale() {
    return this.age > STALE;
  }

  /**
   * @returns {(Reading & {count: number}) | null} the mean; it is called no more exact than its best reading, and less with
   *   every second in which one may have walked on unseen
   */
  get place() {
    if (!this.readings.length) return null;
    let weights = 0;
    let longitude = 0;
    let latitude = 0;
    for (const reading of this.readings) {
      const weight = 1 / Math.max(reading.accuracy, 0.5) ** 2;
      weights += weight;
      longitude += weight * reading.longitude;
      latitude += weight * reading.latitude;
    }
    return {
      longitude: longitude / weights,
      latitude: latitude / weights,
      accuracy: Math.min(...this.readings.map(({ accuracy }) => accuracy)) + this.#drift,
      count: this.readings.length,
    };
  }

  /** Metres that one may have walked since the last reading. */
  get #drift() {
    return this.isStale ? (this.age / 1000) * PACE : 0;
  }
}

/**
 * Follow the device.
 * @param {(reading: Reading) => void} read
 * @param {(code: number) => void} failed the browser's reason: 1 refused, 2 unknown, 3 too slow
 * @returns {() => void} ends it
 */
export function follow(read, failed) {
  if (!navigator.geolocation) {
    failed(2);
    return () => {};
  }
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) =>
      read({
        ...{ longitude: coords.longitude, latitude: coords.latitude, accuracy: coords.accuracy },
        at: Date.now(),
      }),
    ({ code }) => failed(code),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 },
  );
  return () => navigator.geolocation.clearWatch(watch);
}

/**
 * @param {{longitude: number, latitude: number}} one @param {{longitude: number, latitude: number}} other
 * @returns {number} metres between them
 */
export function metres(one, other) {
  const wide = Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(
    (one.longitude - other.longitude) * DEGREE * wide,
    (one.latitude - other.latitude) * DEGREE,
  );
}

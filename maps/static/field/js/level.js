// A telephone as a spirit level: the arithmetic. Angles are degrees of its long side above the horizon, slopes per cent.

/** Readings of so many milliseconds make one value. */
export const SPAN = 1000;
/** Fewer readings than this are no value. */
const FEWEST = 5;
/** Degrees within which a telephone that is held still stays. */
const STILL = 0.3;
/** Degrees: what a sensor tells is not finer than this (browsers round it). */
const FINEST = 0.1;

/** A slope by its angle. @param {number} degrees @returns {number} per cent */
export function percent(degrees) {
  return Math.tan((degrees * Math.PI) / 180) * 100;
}

/**
 * The angle by two readings at the same spot, the telephone turned round by 180° between them: what the sensor is off by
 * adds to both, and the slope turns its sign.
 * @param {number} first @param {number} second degrees
 * @returns {{angle: number, offset: number}} degrees
 */
export function bothWays(first, second) {
  return { angle: (first - second) / 2, offset: (first + second) / 2 };
}

/** The last readings of a sensor. */
export class Readings {
  constructor() {
    /** @type {{angle: number, at: number}[]} */
    this.last = [];
  }

  /** @param {number} angle degrees @param {number} at milliseconds */
  add(angle, at) {
    this.last.push({ angle, at });
    this.last = this.last.filter((one) => one.at > at - SPAN);
  }

  /** Their mean in degrees; null for too few of them. */
  get angle() {
    if (this.last.length < FEWEST) return null;
    return this.last.reduce((sum, { angle }) => sum + angle, 0) / this.last.length;
  }

  /** Degrees by which the mean may be off, what the sensor itself is off by left aside. */
  get error() {
    return Math.max(this.#spread / 2, FINEST);
  }

  /** Whether the telephone lies still. */
  get isStill() {
    return this.angle !== null && this.#spread <= STILL;
  }

  get #spread() {
    const angles = this.last.map(({ angle }) => angle);
    return Math.max(...angles) - Math.min(...angles);
  }
}

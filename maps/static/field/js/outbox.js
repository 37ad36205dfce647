// What waits to be sent. It is on the disk before anybody is told that it is saved, and stays there until the server has
// said what became of it; sending is resumed wherever it broke off, as often as it does.

/** @typedef {import("./store.js").Row} Row */
/** @typedef {import("./store.js").Photo} Photo */
/** @typedef {import("./store.js").Taken} Taken */

/** Bytes of one piece of a photo: what a weak signal carries in some seconds. */
const PIECE = 256 * 1024;

/** Milliseconds after which an answer is not waited for: a line that hangs must not hold up all that comes after. */
const PATIENCE = 30_000;
/** So many pieces in a row may bring a photo no further before another one is tried. */
const STALLS = 5;
/** So often a photo that was damaged on its way is sent again before somebody is asked what to do about it. */
const AGAIN = 3;
/** Answers that say nothing of what was sent: asked too often, too slow, or too much for something in between. */
const PASSING = new Set([408, 413, 425, 429]);

/** Nothing can be sent now: no connection, or a server that is out of order. */
export class Lost extends Error {}
/** Nobody is signed in (any more): what waits waits on. */
export class SignedOut extends Error {}
/** Something answered this one, and not so that it is settled: the next one is tried, and this one later. */
class Later extends Error {}

export class Outbox extends EventTarget {
  /**
   * @param {any} database opened by store.js
   * @param {typeof fetch} ask
   */
  constructor(database, ask) {
    super();
    this.database = database;
    this.ask = ask;
    /** @type {string[] | null} whose rows wait, as long as that does not change */
    this.makers = null;
    /** @type {{at: number, all: number} | null} which one of how many is on its way now */
    this.progress = null;
  }

  /**
   * Keep an observation and its photos. When this is done they are on the disk, all or nothing.
   * @param {any} message what the server is told, without when it is sent
   * @param {Taken[]} photos
   * @param {string} title of the object, for the list of what waits
   * @param {{id?: string, by?: string, draft?: string}} [how] the number of an observation that is mended, the login
   *   of whoever makes it, and the draft that it was made from, which is then no more
   * @returns {Promise<string>} its number
   */
  async add(message, photos, title, { id = crypto.randomUUID(), by, draft = "" } = {}) {
    const stores = ["outbox", "photos", "bytes", "drafts", "shots"];
    const work = this.database.transaction(stores, "readwrite", { durability: "strict" });
    /** @type {Row} */
    const row = {
      ...{ id, title, message, by, made: message.made, fate: "waiting", tries: 0, said: "", answer: null },
    };
    const kept = [work.objectStore("outbox").put(row)];
    for (const photo of photos) kept.push(...keep(work, photo, { observation: id, by }));
    if (draft) kept.push(work.objectStore("drafts").delete(draft), this.#empty(work, draft));
    await Promise.all([...kept, work.done]);
    this.makers = null;
    this.#tell();
    return id;
  }

  /** The photos of a draft are those of an observation now. @param {any} work @param {string} draft */
  async #empty(work, draft) {
    const shots = work.objectStore("shots");
    for (const key of await shots.index("draft").getAllKeys(draft)) shots.delete(key);
  }

  /** All observations, the newest first. @returns {Promise<Row[]>} */
  async all() {
    const rows = await this.database.getAll("outbox");
    return rows.sort((/** @type {Row} */ one, /** @type {Row} */ other) => (one.made < other.made ? 1 : -1));
  }

  /** The photos of all observations, by the number of each. @returns {Promise<Map<string, Photo[]>>} */
  async photos() {
    /** @type {Map<string, Photo[]>} */
    const found = new Map();
    for (const photo of await this.database.getAll("photos"))
      found.set(photo.observation, [...(found.get(photo.observation) ?? []), photo]);
    return found;
  }

  /** How many observations and photos still have to be sent. */
  async left() {
    const [rows, photos] = await Promise.all([
      this.database.countFromIndex("outbox", "fate", "waiting"),
      this.database.countFromIndex("photos", "state", "waiting"),
    ]);
    return { rows, photos };
  }

  /** How many of both somebody has to mend. @returns {Promise<number>} */
  async toMend() {
    const counts = await Promise.all([
      this.database.countFromIndex("outbox", "fate", "refused"),
      this.database.countFromIndex("outbox", "fate", "conflict"),
      this.database.countFromIndex("photos", "state", "refused"),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Another photo in the place of one that was refused. @param {string} id @param {Taken} taken */
  async replace(id, taken) {
    const { observation, by } = await this.database.get("photos", id);
    const work = this.database.transaction(["photos", "bytes"], "readwrite", { durability: "strict" });
    await Promise.all([...keep(work, taken, { observation, by }), ...forget(work, id), work.done]);
    this.#tell();
  }

  /** Send a photo that was refused once more, as the device has it now. @param {string} id */
  async sendAgain(id) {
    const bytes = await this.database.get("bytes", id);
    await this.#change("photos", id, { ...(await anew(bytes)), tries: 0 });
    this.#tell();
  }

  /** Give up a photo that was refused: it is on this device no more. @param {string} id */
  async giveUp(id) {
    const work = this.database.transaction(["photos", "bytes"], "readwrite", { durability: "strict" });
    await Promise.all([...forget(work, id), work.done]);
    this.#tell();
  }

  /** Whose rows wait, besides those of one person. @param {string | undefined} by @returns {Promise<string[]>} */
  async others(by) {
    this.makers ??= await this.#makersOf();
    return this.makers.filter((maker) => maker && maker !== by);
  }

  /** Looked for once, not with every piece that is sent: there may be thousands. @returns {Promise<string[]>} */
  async #makersOf() {
    const rows = await this.database.getAllFromIndex("outbox", "fate", "waiting");
    const photos = await this.database.getAllFromIndex("photos", "state", "waiting");
    return [...new Set([...rows, ...photos].map((/** @type {Row | Photo} */ one) => one.by ?? ""))];
  }

  /**
   * Send what waits, one by one, the oldest first; only one page or worker does it at a time. What is not settled holds up nothing
   * but what was said of the same object after it.
   * Throws Lost or SignedOut for what stops it; what was sent until then is sent.
   * @param {string} [by] who is signed in: what somebody else made waits for them
   * @param {{inTurn?: boolean}} [how] wait until whoever sends has ended, instead of leaving it to them
   */
  async send(by, { inTurn = false } = {}) {
    await navigator.locks.request("outbox", { ifAvailable: !inTurn }, async (lock) => {
      if (!lock) return;
      try {
        await this.#sendAll(by);
      } finally {
        this.progress = null;
        this.makers = null;
      }
    });
  }

  /** @param {string} [by] */
  async #sendAll(by) {
    this.makers = null;
    const rows = await this.#mine("outbox", "fate", by);
    rows.sort((/** @type {Row} */ one, /** @type {Row} */ other) => (one.made < other.made ? -1 : 1));
    const photos = await this.#mine("photos", "state", by);
    this.progress = { at: 0, all: rows.length + photos.length };
    const held = new Set();
    for (const row of rows) {
      this.#step();
      if (held.has(objectOf(row))) continue;
      if (!(await this.#tried("outbox", row.id, () => this.#sendRow(row.id)))) held.add(objectOf(row));
    }
    let left = held.size;
    for (const { id } of photos) {
      this.#step();
      if (!(await this.#tried("photos", id, () => this.#sendPhoto(id)))) left += 1;
    }
    if (left) throw new Lost("later");
  }

  /** The next one is on its way. */
  #step() {
    if (this.progress) this.progress = { ...this.progress, at: this.progress.at + 1 };
    this.#tell();
  }

  /** What waits of one person, and what nobody is named by. @param {"outbox" | "photos"} name @param {string} index @param {string} [by] */
  async #mine(name, index, by) {
    const waiting = await this.database.getAllFromIndex(name, index, "waiting");
    return waiting.filter((/** @type {Row | Photo} */ one) => !by || !one.by || one.by === by);
  }

  /** Whether one was settled. @param {"outbox" | "photos"} name @param {string} id @param {() => Promise<void>} send */
  async #tried(name, id, send) {
    try {
      await send();
      return true;
    } catch (failure) {
      if (!(failure instanceof Later)) throw failure;
      await this.#change(name, id, { later: true });
      return false;
    }
  }

  /** @param {string} id */
  async #sendRow(id) {
    const row = await this.database.get("outbox", id);
    if (row?.fate !== "waiting") return;
    const said = { ...row.message, sent: new Date().toISOString(), device: deviceOf(navigator.userAgent) };
    const response = await this.#asked(`/field/observations/${id}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", ...maker(row) },
      body: JSON.stringify(said),
    });
    const answer = await read(response);
    if (!FATES.has(answer.fate) && (response.ok || !answer.detail)) throw new Later();
    // What the server cannot read at all is a fate, too: nothing is tried for ever without anybody being told.
    const fate = answer.fate ?? "refused";
    const told = { fate, answer, said: answer.detail ?? "", tries: row.tries + 1, later: false };
    await this.#change("outbox", id, told);
    if (answer.object) await this.#know(answer.object);
    await this.#makeRoom(id);
    this.#tell();
  }

  /**
   * The server has it all, by its checksums: the room is for the next ones. What was refused stays, and so do the photos of
   * what is to be mended: they are looked at then.
   * @param {string} id of an observation
   */
  async #makeRoom(id) {
    if ((await this.database.get("outbox", id))?.fate !== "accepted") return;
    for (const photo of await this.database.getAllFromIndex("photos", "observation", id))
      if (photo.state === "stored") await this.database.delete("bytes", photo.id);
  }

  /**
   * An object is as this device has changed it now, with what it said of it since and has not sent yet: nobody is at odds
   * with what they said themselves.
   * @param {any} object
   */
  async #know(object) {
    const rows = await this.database.getAllFromIndex("outbox", "fate", "waiting");
    await this.database.put("objects", withSaid(object, rows));
  }

  /**
   * What became of an observation meanwhile: the office may have thought again, or it was brought in as a file. What waits
   * to be sent is newer than what the server tells.
   * @param {{id: string, fate: import("./store.js").Fate, flaws: any[]}} told
   */
  async hear(told) {
    const row = await this.database.get("outbox", told.id);
    if (!row || row.fate === "waiting" || row.fate === told.fate) return;
    await this.#change("outbox", told.id, { fate: told.fate, answer: told, said: "" });
    this.#tell();
  }

  /** @param {string} id @returns {Promise<void>} */
  async #sendPhoto(id) {
    /** @type {Photo | undefined} */
    const photo = await this.database.get("photos", id);
    if (photo?.state !== "waiting") return;
    const bytes = await this.database.get("bytes", id);
    const { observation, size, sha256, made, taken, from, about } = photo;
    const sent = new Date().toISOString();
    let answer = await this.#photo(id, {
      method: "PUT",
      headers: { "Content-Type": "application/json", ...maker(photo) },
      body: JSON.stringify({ observation, size, sha256, made, taken, from, about, sent }),
    });
    let [stalls, furthest] = [0, -1];
    while (answer.state === "receiving") {
      stalls = answer.received > furthest ? 0 : stalls + 1;
      furthest = Math.max(furthest, answer.received);
      if (stalls > STALLS) throw new Later();
      const piece = bytes.slice(answer.received, answer.received + PIECE);
      answer = await this.#photo(id, {
        method: "PATCH",
        headers: {
          ...maker(photo),
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": String(answer.received),
          "Upload-Checksum": `sha256 ${base64(await crypto.subtle.digest("SHA-256", piece))}`,
        },
        body: piece,
      });
      await this.#change("photos", id, { sent: answer.received });
      this.#tell();
    }
    if (answer.state === "damaged" && (photo.tries ?? 0) < AGAIN) {
      await this.#change("photos", id, { ...(await anew(bytes)), tries: (photo.tries ?? 0) + 1 });
      return this.#sendPhoto(id);
    }
    const state = answer.state === "stored" ? "stored" : "refused";
    await this.#change("photos", id, { state, said: answer.said, later: false });
    await this.#makeRoom(observation);
    this.#tell();
  }

  /** @param {string} id @param {RequestInit} how @returns {Promise<{state: string, received: number, said: string}>} */
  async #photo(id, how) {
    const response = await this.#asked(`/field/photos/${id}`, how);
    const answer = await read(response);
    if (response.ok) {
      if (!STATES.has(answer.state)) throw new Later();
      return answer;
    }
    const offset = response.headers.get("Upload-Offset");
    // The server has another piece than we thought: we go on from there.
    if (response.status === 409 && offset !== null)
      return { state: "receiving", received: Number(offset), said: "" };
    if (!answer.detail) throw new Later();
    return { state: "refused", received: 0, said: answer.detail };
  }

  /** @param {string} address @param {RequestInit} how */
  async #asked(address, how) {
    let response;
    try {
      response = await this.ask(address, {
        ...how,
        signal: AbortSignal.timeout(PATIENCE),
        headers: { Accept: "application/json", ...how.headers },
      });
    } catch {
      throw new Lost();
    }
    if (response.status === 401) throw new SignedOut();
    if (response.status >= 500 || PASSING.has(response.status)) throw new Later(String(response.status));
    return response;
  }

  /**
   * Change one record, and nothing of it that somebody else changed meanwhile.
   * @param {"outbox" | "photos"} name @param {string} id @param {any} changes
   */
  async #change(name, id, changes) {
    const work = this.database.transaction(name, "readwrite", { durability: "strict" });
    const record = await work.store.get(id);
    if (record) await work.store.put({ ...record, ...changes });
    await work.done;
  }

  /**
   * All that waits or was refused as one file, for the day when nothing can be sent from this device any more: a line of
   * JSON for each observation and photo, and after that of a photo its bytes. One photo is in memory at a time.
   * @returns {Promise<Blob>}
   */
  async file() {
    /** @type {BlobPart[]} */
    const parts = [line({ kind: "outbox", version: 1, made: new Date().toISOString() })];
    const rows = (await this.all()).filter(({ fate }) => fate !== "accepted");
    for (const { id, by, message } of rows) parts.push(line({ kind: "observation", id, by, message }));
    for (const id of await this.database.getAllKeys("bytes")) {
      const { observation, size, sha256, made, taken, from, about, by } = await this.database.get(
        "photos",
        id,
      );
      const bytes = await this.database.get("bytes", id);
      const told = { kind: "photo", id, by, observation, size, sha256, made, taken, from, about };
      parts.push(new Blob([line(told), bytes, "\n"]));
    }
    return new Blob(parts, { type: "application/octet-stream" });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

const FATES = new Set(["accepted", "refused", "conflict", "set_aside"]);
const STATES = new Set(["receiving", "stored", "refused", "damaged"]);

/**
 * Put a photo where it waits to be sent; one that cannot be sent is refused from the start, with the reason.
 * @param {any} work a transaction @param {Taken} taken @param {{observation: string, by?: string}} of
 */
function keep(work, { bytes, said = "", ...told }, of) {
  const state = said ? "refused" : "waiting";
  /** @type {Photo} */
  const photo = { ...told, ...of, id: crypto.randomUUID(), size: bytes.byteLength, sent: 0, state, said };
  return [work.objectStore("photos").put(photo), work.objectStore("bytes").put(bytes, photo.id)];
}

/** @param {any} work a transaction @param {string} id of a photo */
function forget(work, id) {
  return [work.objectStore("photos").delete(id), work.objectStore("bytes").delete(id)];
}

/** A photo as it is sent again: by what the device has of it now. @param {ArrayBuffer} bytes */
async function anew(bytes) {
  return { size: bytes.byteLength, sha256: await sumOf(bytes), state: "waiting", said: "", sent: 0 };
}

/** @param {ArrayBuffer} bytes @returns {Promise<string>} SHA-256 in hexadecimal digits */
export async function sumOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the server said; what is no JSON somebody else said, such as the page where a network asks to sign in. @param {Response} response */
async function read(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    throw new Later("not the map");
  }
}

/** Who made it, for a server at which somebody else may be signed in by now. @param {{by?: string}} one @returns {Record<string, string>} */
function maker({ by }) {
  return by ? { "Made-By": encodeURIComponent(by) } : {};
}

/**
 * An object with what waits to be sent about it.
 * @template {{survey: string, id: number, known: any}} Object
 * @param {Object} object @param {Row[]} rows @returns {Object}
 */
export function withSaid(object, rows) {
  const said = rows.filter(
    ({ message }) => message.survey === object.survey && message.feature === object.id,
  );
  said.sort((one, other) => (one.made < other.made ? -1 : 1));
  return { ...object, known: Object.assign({}, object.known, ...said.map(({ message }) => message.answers)) };
}

/** A device in words that tell it from another one of the same person. @param {string} agent what the browser calls itself */
export function deviceOf(agent = "") {
  const words = [
    /Android|iPhone|iPad|Windows|Macintosh|Linux/,
    /Firefox|Edg|OPR|SamsungBrowser|Chrome|Safari/,
  ];
  return words
    .map((word) => word.exec(agent)?.[0] ?? "")
    .filter(Boolean)
    .join(", ");
}

/** What a row is about: what is said of one object is told in its order. @param {Row} row */
function objectOf({ id, message }) {
  return message.feature ? `${message.survey}/${message.feature}` : id;
}

/** @param {any} said */
function line(said) {
  return `${JSON.stringify(said)}\n`;
}

/** @param {ArrayBuffer} bytes */
function base64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

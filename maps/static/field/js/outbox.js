// What waits to be sent. It is on the disk before anybody is told that it is saved, and stays there until the server has
// said what became of it; sending is resumed wherever it broke off, as often as it does.

/** @typedef {import("./store.js").Row} Row */
/** @typedef {import("./store.js").Photo} Photo */

/** Bytes of one piece of a photo: what a weak signal carries in some seconds. */
const PIECE = 256 * 1024;

/** Nothing can be sent now: no connection, or a server that is out of order. */
export class Lost extends Error {}
/** Nobody is signed in (any more): what waits waits on. */
export class SignedOut extends Error {}

export class Outbox extends EventTarget {
  /**
   * @param {any} database opened by store.js
   * @param {typeof fetch} ask
   */
  constructor(database, ask) {
    super();
    this.database = database;
    this.ask = ask;
  }

  /**
   * Keep an observation and its photos. When this is done they are on the disk, all or nothing.
   * @param {any} message what the server is told, without when it is sent
   * @param {{bytes: ArrayBuffer, sha256: string, made: string, taken?: string, from?: [number, number]}[]} photos
   * @param {string} title of the object, for the list of what waits
   * @param {string} [id] of an observation that is mended
   * @returns {Promise<string>} its number
   */
  async add(message, photos, title, id = crypto.randomUUID()) {
    const work = this.database.transaction(["outbox", "photos", "bytes"], "readwrite", {
      durability: "strict",
    });
    /** @type {Row} */
    const row = { id, title, message, made: message.made, fate: "waiting", tries: 0, said: "", answer: null };
    const kept = [work.objectStore("outbox").put(row)];
    for (const { bytes, ...told } of photos) {
      /** @type {Photo} */
      const photo = {
        ...told,
        id: crypto.randomUUID(),
        observation: id,
        size: bytes.byteLength,
        sent: 0,
        state: "waiting",
        said: "",
      };
      kept.push(work.objectStore("photos").put(photo), work.objectStore("bytes").put(bytes, photo.id));
    }
    await Promise.all([...kept, work.done]);
    this.#tell();
    return id;
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
    const rows = await this.database.countFromIndex("outbox", "fate", "waiting");
    return { rows, photos: await this.database.countFromIndex("photos", "state", "waiting") };
  }

  /**
   * Send what waits, one by one, the oldest first; only one tab does it at a time.
   * Throws Lost or SignedOut for what stops it; what was sent until then is sent.
   */
  async send() {
    await navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      const waiting = await this.database.getAllFromIndex("outbox", "fate", "waiting");
      waiting.sort((/** @type {Row} */ one, /** @type {Row} */ other) => (one.made < other.made ? -1 : 1));
      for (const { id } of waiting) await this.#sendRow(id);
      for (const id of await this.database.getAllKeysFromIndex("photos", "state", "waiting"))
        await this.#sendPhoto(String(id));
    });
  }

  /** @param {string} id */
  async #sendRow(id) {
    const row = await this.database.get("outbox", id);
    if (row?.fate !== "waiting") return;
    const said = { ...row.message, sent: new Date().toISOString() };
    const response = await this.#asked(`/field/observations/${id}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
    const answer = await response.json();
    // What the server cannot read at all is a fate, too: nothing is tried for ever without anybody being told.
    const fate = answer.fate ?? "refused";
    await this.#change("outbox", id, { fate, answer, said: answer.detail ?? "", tries: row.tries + 1 });
    this.#tell();
  }

  /** @param {string} id */
  async #sendPhoto(id) {
    /** @type {Photo | undefined} */
    const photo = await this.database.get("photos", id);
    if (photo?.state !== "waiting") return;
    const bytes = await this.database.get("bytes", id);
    const { observation, size, sha256, made, taken, from } = photo;
    let answer = await this.#photo(id, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ observation, size, sha256, made, taken, from }),
    });
    while (answer.state === "receiving") {
      const piece = bytes.slice(answer.received, answer.received + PIECE);
      answer = await this.#photo(id, {
        method: "PATCH",
        headers: {
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": String(answer.received),
          "Upload-Checksum": `sha256 ${base64(await crypto.subtle.digest("SHA-256", piece))}`,
        },
        body: piece,
      });
      await this.#change("photos", id, { sent: answer.received });
      this.#tell();
    }
    const state = answer.state === "stored" ? "stored" : "refused";
    await this.#change("photos", id, { state, said: answer.said });
    // The server has it, whole, by its checksum: the room is for the next ones. What was refused stays.
    if (state === "stored") await this.database.delete("bytes", id);
    this.#tell();
  }

  /** @param {string} id @param {RequestInit} how @returns {Promise<{state: string, received: number, said: string}>} */
  async #photo(id, how) {
    const response = await this.#asked(`/field/photos/${id}`, how);
    if (response.ok) return response.json();
    const offset = response.headers.get("Upload-Offset");
    // The server has another piece than we thought: we go on from there.
    if (response.status === 409 && offset !== null)
      return { state: "receiving", received: Number(offset), said: "" };
    return { state: "refused", received: 0, said: (await response.json()).detail };
  }

  /** @param {string} address @param {RequestInit} how */
  async #asked(address, how) {
    let response;
    try {
      response = await this.ask(address, {
        ...how,
        headers: { Accept: "application/json", ...how.headers },
      });
    } catch {
      throw new Lost();
    }
    if (response.status === 401) throw new SignedOut();
    if (response.status >= 500) throw new Lost(String(response.status));
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
    for (const { id, message } of rows) parts.push(line({ kind: "observation", id, message }));
    for (const id of await this.database.getAllKeys("bytes")) {
      const { observation, size, sha256, made } = await this.database.get("photos", id);
      const bytes = await this.database.get("bytes", id);
      parts.push(new Blob([line({ kind: "photo", id, observation, size, sha256, made }), bytes, "\n"]));
    }
    return new Blob(parts, { type: "application/octet-stream" });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {any} said */
function line(said) {
  return `${JSON.stringify(said)}\n`;
}

/** @param {ArrayBuffer} bytes */
function base64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

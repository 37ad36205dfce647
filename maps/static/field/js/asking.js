// Questions to the server, for the page and for its worker: each is given up in time, and what is no answer is none.

import { Lost, SignedOut } from "./outbox.js";

/** Milliseconds after which a question is given up: what the device knows goes on. */
const PATIENCE = 10_000;

/** What the server says under an address. Throws Lost and SignedOut. @param {string} address @returns {Promise<any>} */
export async function ask(address) {
  const response = await fetch(address, {
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (response?.status === 401) throw new SignedOut();
  if (!response?.ok) throw new Lost();
  return response.json().catch(() => {
    // A page that is none of ours: a network that asks to sign in to it.
    throw new Lost();
  });
}

/** Who is signed in now, and the server's clock. Throws Lost and SignedOut. @returns {Promise<{name: string, now: string}>} */
export async function whoIsSignedIn() {
  const told = await ask("/field/me");
  if (!told.name) throw new Lost();
  return told;
}

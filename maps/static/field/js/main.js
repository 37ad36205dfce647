// The field app: where it begins. Every screen is an address after the #, so that Back works.

import { element, learn, leave, outbox, send, sendAgainAndAgain, tellState, worker } from "./app.js";
import { add } from "./screens/add.js";
import { area } from "./screens/area.js";
import { day } from "./screens/day.js";
import { home } from "./screens/home.js";
import { mend } from "./screens/mend.js";
import { object } from "./screens/object.js";
import { overview } from "./screens/overview.js";
import { scan } from "./screens/scan.js";
import { sending } from "./screens/sending.js";
import { walk } from "./screens/walk.js";

/** @type {Record<string, (...parts: string[]) => Promise<HTMLElement>>} */
const screens = { "": home, add, area, day, map: overview, mend, object, outbox: sending, scan, walk };

/** How many screens were asked for. */
let asked = 0;

addEventListener("hashchange", show);
addEventListener("online", send);
outbox.addEventListener("change", () => void tellState());
navigator.serviceWorker?.register("/field/worker.js", { scope: "/field/", type: worker }).catch(() => {});
// The worker has sent something.
navigator.serviceWorker?.addEventListener("message", () => outbox.dispatchEvent(new Event("change")));
navigator.storage?.persist?.();
// What the device knows is shown at once: a line that hangs must not keep anybody from working.
await show();
if (await learn()) await show();
sendAgainAndAgain();

async function show() {
  const mine = ++asked;
  leave();
  const [name, ...parts] = location.hash.slice(1).split("/");
  const screen = await (screens[name] ?? home)(...parts);
  // Whoever has gone on meanwhile is not taken back.
  if (mine !== asked) return;
  element("screen").replaceChildren(screen);
  // What has to be seen to be laid out begins now.
  screen.dispatchEvent(new Event("shown"));
  await tellState();
  if (mine !== asked) return;
  // At home what is done first stands above the first heading of the screen.
  const head = (screens[name] ?? home) === home ? null : screen.querySelector("h2");
  (head ?? element("title")).focus();
  scrollTo(0, 0);
}

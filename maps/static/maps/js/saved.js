// The page for no connection: the pages that this device has kept, and the way to them.
import { STORES } from "./keeping.js";

const section = /** @type {HTMLElement} */ (document.getElementById("saved"));
const cache = await caches.open(STORES.page.name);
for (const request of [...(await cache.keys())].reverse()) {
  const html = await (await cache.match(request))?.text();
  const { title } = new DOMParser().parseFromString(html ?? "", "text/html");
  if (!title) continue;
  const link = document.createElement("a");
  link.href = request.url;
  link.textContent = title;
  const row = document.createElement("li");
  row.append(link);
  section.querySelector("ul")?.append(row);
  section.hidden = false;
}

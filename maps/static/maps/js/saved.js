// The page without a network: what of the map was seen before, and is kept in this browser.

const PAGES = /^\/([a-z]+\/(\d+\/)?|around)$/;
const MOST = 50;

const list = document.getElementById("saved");
for (const { address, title } of (await saved()).reverse().slice(0, MOST)) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = title;
  item.append(link);
  list?.append(item);
}
if (list?.children.length) list.hidden = false;

async function saved() {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (!PAGES.test(pathname) || search.includes("fragment=")) continue;
      const page = new DOMParser().parseFromString(
        (await (await cache.match(request))?.text()) ?? "",
        "text/html",
      );
      if (page.title) found.push({ address: pathname + search, title: page.title });
    }
  }
  return found;
}

export {};

// Keeps the app itself, so that it opens without the network. What it asks of the shop always goes to the shop.
const SHELL = `till-${VERSION}`;
const PICTURES = "till-pictures";
const MOST_PICTURES = 1500;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(FILES.map((path) => new Request(path, { cache: "reload", credentials: "same-origin" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("till-") && name !== SHELL && name !== PICTURES) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(shell(request));
  else if (url.pathname.startsWith("/till/pictures/")) event.respondWith(picture(request));
  else if (url.pathname.startsWith("/assets/") || url.pathname === "/till/manifest.webmanifest") event.respondWith(kept(request));
});

async function shell(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match("/till/")) ?? fetch(request);
}

async function kept(request) {
  const cache = await caches.open(SHELL);
  const found = (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true }));
  return found ?? fetch(request);
}

async function picture(request) {
  const cache = await caches.open(PICTURES);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    cache.keys().then(async (keys) => {
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PICTURES))) await cache.delete(key);
    });
    await cache.put(request, copy);
  }
  return answer;
}

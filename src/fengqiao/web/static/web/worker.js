/* The service worker. SHELL (version, files, pages, fallback) is put before this text by the server.
   It keeps the shell alone. Pages always come from the line; only where there is none, the page that says so is shown. */
const NAME = "shell-" + SHELL.version;

self.addEventListener("install", (event) => {
  const alone = (url) => new Request(url, { credentials: "omit", cache: "reload" });
  event.waitUntil(
    caches.open(NAME)
      .then((cache) => cache.addAll(SHELL.files.concat(Object.values(SHELL.pages)).map(alone)))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const kept = (url) => caches.open(NAME).then((cache) => cache.match(url));

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => {
      const page = SHELL.pages[url.pathname] || SHELL.pages[SHELL.fallback];
      return (await kept(page)) || Response.error();
    }));
  } else if (url.pathname.startsWith(SHELL.statics) && SHELL.files.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((held) => held || fetch(request)));
  }
});

// Keeps what was loaded, so that the paste box works without a network. Registered by the paste box only.
//
// Pages and scripts come from the network while there is one; what has its version in its name never changes.

const NAME = "smtpcodes-1";
const FOREVER = /\/assets\/(?:pyodide-[^/]+\/|smtpcodes-[0-9a-f]+\.zip$)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(FOREVER.test(url.pathname) ? kept(event.request).then(found => found || fetched(event.request)) : fetched(event.request));
});

const kept = request => caches.match(request, {ignoreSearch: true});

async function fetched(request) {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }
}

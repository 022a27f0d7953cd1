// Keeps the last page of a dispatch, so that it opens without a line. Answers to steps are never kept here.
const STORE = "alur-field";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  const store = await caches.open(STORE);
  if (answer.ok) await store.put(request, answer.clone());
  else if (answer.status === 404) await store.delete(request);
  return answer;
};

self.addEventListener("fetch", (event) => {
  const ours = new URL(event.request.url).origin === self.location.origin;
  if (event.request.method !== "GET" || !ours) return;
  event.respondWith(
    fetch(event.request)
      .then((answer) => keep(event.request, answer))
      .catch(async () => (await caches.match(event.request, { ignoreVary: true })) || Response.error()),
  );
});

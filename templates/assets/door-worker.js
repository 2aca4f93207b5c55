// Opens the door of one session without a line. Its scope is that page alone; it answers for nothing else, and from nothing but
// what the page itself has kept: the page, its style and its scripts.
const PAGES = 'tsudoi-door';
const KEPT_MS = 24 * 3600 * 1000;
/** A line that gives no answer for so long is none, where there is something to show instead. */
const PATIENCE_MS = 6000;
const POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (/^\/staff\/sessions\/[^/]+\/door$/.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(asset(request));
  }
});

async function page(request) {
  const kept = await keptPage(request);
  if (!kept) return fetch(request);
  try {
    const answer = await fetched(request);
    // 502 to 504: what stands before the server has a line, and the server is away.
    return answer.status >= 502 && answer.status <= 504 ? kept : answer;
  } catch {
    return kept;
  }
}

/** The page as it was kept; undefined where it is not, or was kept too long ago: then it is erased. */
async function keptPage(request) {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(request, { ignoreVary: true });
  if (!kept) return undefined;
  if (Date.now() - Number(kept.headers.get('x-kept-at')) > KEPT_MS) {
    await pages.delete(request, { ignoreVary: true });
    return undefined;
  }
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  headers['referrer-policy'] = 'no-referrer';
  headers['x-content-type-options'] = 'nosniff';
  // The page must not take itself for one that the server has just sent.
  const html = (await kept.text()).replace('id="door"', 'id="door" data-kept="true"');
  return new Response(html, { headers });
}

async function asset(request) {
  const kept = await (await caches.open(PAGES)).match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  return fetched(request).catch(() => kept);
}

/** The server's answer; a line that gives none for long fails, as one does that is cut. */
function fetched(request) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  return Promise.race([
    fetch(request),
    new Promise((_, reject) => patience.addEventListener('abort', () => reject(patience.reason))),
  ]);
}

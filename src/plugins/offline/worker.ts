/** The service worker: pages come from the network while there is one, and from the browser's copy when there is none. */
import { clientsClaim } from 'workbox-core';
import { matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: {
  /** Filled in by the build. */
  readonly manifest: (string | PrecacheEntry)[];
  readonly build: string;
  readonly registration: { readonly scope: string };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'activate', listener: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
};

const { scope } = self.registration;
const ours = `vla-used-${scope}-`;
const used = new CacheFirst({ cacheName: ours + self.build });

precache(self.manifest);

// A name with a hash in it never means something else: what is kept under it will do.
registerRoute(
  ({ url }) => url.href.startsWith(`${scope}assets/`),
  async ({ url, request, event }) => (await matchPrecache(url.href)) ?? used.handle({ request, event }),
);

// The same holds for versions that this build knows. Any other is not its own, and is left to the network.
registerRoute(
  ({ url }) => url.href.startsWith(scope) && (url.searchParams.has('v') || url.searchParams.has('_')),
  async ({ url, request }) => (await matchPrecache(url.href)) ?? fetch(request),
);

registerRoute(
  ({ url }) => url.href.startsWith(scope),
  async ({ url, request }) => {
    try {
      return await fetch(request);
    } catch (error) {
      const kept = await matchPrecache(addressOf(url));
      const missing = request.mode === 'navigate' ? await matchPrecache(`${scope}404.html`) : undefined;
      if (kept ?? missing) return (kept ?? missing)!;
      throw error;
    }
  },
);

/** The address under which a page is kept: hosts also answer to it without the last slash, and with a query. */
function addressOf({ origin, pathname }: URL): string {
  const page = pathname.replace(/(?:index)?\.html$/, '');
  return origin + (/\.\w+$/.test(page) || page.endsWith('/') ? page : `${page}/`);
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(ours) && name !== ours + self.build))
      .then((outdated) => Promise.all(outdated.map((name) => caches.delete(name)))),
  );
});

void self.skipWaiting();
clientsClaim();

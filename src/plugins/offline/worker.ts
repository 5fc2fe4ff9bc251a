/** The service worker: pages come from the network while there is one, and from the browser's copy when there is none. */
import { cacheNames, clientsClaim, copyResponse } from 'workbox-core';
import { PrecacheController, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkOnly } from 'workbox-strategies';
import { keptPage } from './addresses.ts';
import { asBuilt, hostOr, patience } from './answers.ts';
import { missingPage } from './missingPage.ts';
import { earlierTabs, type WindowClients } from './earlierTabs.ts';

interface LastingEvent {
  waitUntil(done: Promise<unknown>): void;
}

declare const self: {
  /** Filled in by the build. */
  readonly first: PrecacheEntry[];
  readonly used: PrecacheEntry[];
  readonly registration: { readonly scope: string };
  readonly clients: WindowClients;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'message', listener: (event: LastingEvent) => void): void;
};

const { scope } = self.registration;
const plugins = [asBuilt(self.first)];
const first = new PrecacheController({ cacheName: `vla-kept-${scope}`, plugins });
const used = new PrecacheController({ cacheName: `vla-used-${scope}`, plugins });
first.addToCacheList(self.first);
used.addToCacheList(self.used);
const both = [first, used];

const pageFor = (address: string) => keptPage(address, (one) => first.getCacheKeyForURL(one) !== undefined);
const keptCopy = async ({ url }: Request) => first.matchPrecache(pageFor(url)!);
const saysMissing = async ({ mode }: Request) => {
  const page = mode === 'navigate' ? await first.matchPrecache(scope + missingPage) : undefined;
  return page && copyResponse(page, (init) => ({ ...init, status: 404 }));
};
const page = new NetworkOnly({ plugins: [hostOr({ kept: keptCopy }), patience(2000)] });
const other = new NetworkOnly({ plugins: [hostOr({ offline: saysMissing })] });

const isHashed = ({ href, searchParams }: URL): boolean =>
  href.startsWith(`${scope}assets/`) || searchParams.has('v') || searchParams.has('_');

// A name with a hash in it never means something else: what is kept under it will do. A host that changes files on the
// way fails the comparison of bytes; they are then shown, and not kept.
registerRoute(
  ({ url }) => isHashed(url) && both.some((files) => files.getCacheKeyForURL(url.href)),
  async ({ url, event }) => {
    const files = both.find((one) => one.getCacheKeyForURL(url.href))!;
    const cacheKey = files.getCacheKeyForURL(url.href)!;
    const params = { cacheKey, integrity: files.getIntegrityForCacheKey(cacheKey) };
    return files.strategy.handle({ event, request: new Request(url.href), params });
  },
).setCatchHandler(other);

registerRoute(({ url }) => pageFor(url.href) !== undefined, page);

// Files of another build: an earlier one's are kept for the tabs that show it.
registerRoute(
  ({ url, request }) => url.href.startsWith(scope) && isHashed(url) && request.mode !== 'navigate',
  async ({ url, request, event }) => (await ofEarlierBuild(url.href)) ?? other.handle({ request, event }),
);

registerRoute(({ url, request }) => url.href.startsWith(scope) && request.mode === 'navigate', other);

async function ofEarlierBuild(address: string): Promise<Response | undefined> {
  for (const { strategy } of both) {
    const cache = await caches.open(strategy.cacheName);
    const key = (await cache.keys()).find(({ url }) => withoutRevision(url) === address);
    if (key) return cache.match(key);
  }
  return undefined;
}

function withoutRevision(address: string): string {
  return address.replace(/[?&]__WB_REVISION__=.*$/, '');
}

const tabs = earlierTabs({ scope, clients: self.clients });

/** Deletes what this build does not have, and what workers kept that looked less closely. */
async function clearEarlier(event: LastingEvent): Promise<void> {
  await Promise.all(both.map((files) => files.activate(event)));
  const names = (await caches.keys()).filter((name) => name.startsWith(`vla-used-${scope}-`));
  await Promise.all([cacheNames.precache, ...names].map((name) => caches.delete(name)));
}

const clearOnceUnused = (event: LastingEvent) => tabs.afterTheLast(() => clearEarlier(event));

self.addEventListener('install', (event) => void first.install(event));
self.addEventListener('activate', (event) => event.waitUntil(tabs.note().then(() => clearOnceUnused(event))));
// A page has come, perhaps in place of the last earlier one.
self.addEventListener('message', (event) => event.waitUntil(clearOnceUnused(event)));

void self.skipWaiting();
clientsClaim();

export interface WindowClients {
  matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly { readonly id: string }[]>;
}

/**
 * The tabs that were open when this build took over. They show an earlier one, and may still ask for its files: a host has
 * those no more. Their names are kept, since a browser ends an idle worker and starts it again.
 */
export function earlierTabs({ scope, clients }: { readonly scope: string; readonly clients: WindowClients }) {
  const cacheName = `vla-tabs-${scope}`;
  const address = `${scope}earlier-tabs`;
  return {
    async note(): Promise<void> {
      const open = await clients.matchAll({ type: 'window' });
      const cache = await caches.open(cacheName);
      await cache.put(address, new Response(JSON.stringify(open.map(({ id }) => id))));
    },
    /** Runs `clear` once none of them is left. */
    async afterTheLast(clear: () => Promise<unknown>): Promise<void> {
      const noted = await caches.match(address, { cacheName });
      if (!noted) return;
      const earlier = (await noted.json()) as readonly string[];
      const open = await clients.matchAll({ type: 'window', includeUncontrolled: true });
      if (open.some(({ id }) => earlier.includes(id))) return;
      await clear();
      await caches.delete(cacheName);
    },
  };
}

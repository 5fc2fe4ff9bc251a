import type { Page } from '@playwright/test';

/** Opens a page and waits until the browser has kept the site. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((claimed) => navigator.serviceWorker.addEventListener('controllerchange', claimed));
  });
}

/** Has a host changed, and the browser look at it, and waits until the later build there has taken over or cannot be kept. */
export async function update(page: Page, change: () => void): Promise<'taken over' | 'refused'> {
  // The browser may look by itself, so this listens before there is anything new.
  const outcome = await page.evaluateHandle(async () => {
    const registration = await navigator.serviceWorker.ready;
    const end = new Promise<'taken over' | 'refused'>((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', () => resolve('taken over'), { once: true });
      registration.addEventListener('updatefound', () => {
        const later = registration.installing!;
        later.addEventListener('statechange', () => later.state === 'redundant' && resolve('refused'));
      });
    });
    return { registration, end };
  });
  change();
  return outcome.evaluate(async ({ registration, end }) => {
    await registration.update();
    return end;
  });
}

/** What a request from the page is answered with. */
export const status = (page: Page, address: string): Promise<number | string> =>
  page.evaluate(
    (url) =>
      fetch(url).then(
        (response) => response.status,
        () => 'no answer',
      ),
    address,
  );

/** Addresses of all that the browser keeps of the site, and the kinds of content under them. */
export const kept = (page: Page): Promise<{ readonly address: string; readonly type: string }[]> =>
  page.evaluate(async () => {
    const found: { address: string; type: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        // A worker may clear up meanwhile: what is gone by now is not kept.
        const response = await cache.match(request);
        if (response) found.push({ address: request.url, type: response.headers.get('content-type') ?? '' });
      }
    }
    return found;
  });

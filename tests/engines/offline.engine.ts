import { pageOf, pages } from '../support/site.ts';
import { Figure } from './support/figure.ts';
import { Reader } from './support/reader.ts';
import { serve } from './support/served.ts';
import { expect, test as base } from './support/test.ts';

/** A reader of a site with its service worker, at an address that the browser does not know yet. */
const test = base.extend<{ readonly visitor: Reader }>({
  visitor: async ({ program }, use) => {
    const site = await serve({ worker: true });
    await use(new Reader(program, site));
    await site.close().catch(() => undefined);
    // What cannot be fetched without a network is written down; that it is noticed is what is tested.
    await program.goto('about:blank');
    program.noted();
  },
});

test('after one visit every page, the search and a figure that ran once are there without a network', async ({
  visitor,
}) => {
  const id = 'recurrence-explorer';
  await visitor.open(pageOf(id));
  await visitor.run(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((claimed) => navigator.serviceWorker.addEventListener('controllerchange', claimed));
  });
  const figure = new Figure(visitor, id);
  await figure.press('Run');
  expect((await figure.settled()).state).toBe('done');
  await visitor.until('all scripts are kept', async () => {
    const used = performance.getEntriesByType('resource').map(({ name }) => name);
    const scripts = used.filter((name) => /\/assets\/js\/.*\.js$/.test(name));
    const kept = await Promise.all(scripts.map((name) => caches.match(name)));
    return scripts.length > 0 && kept.every((one) => one !== undefined);
  });
  await visitor.site.leave();
  expect(await visitor.run(() => fetch('/elsewhere.txt').then(String, () => 'no answer'))).toBe('no answer');

  await visitor.reload();
  await figure.press('Run');
  const { state, words } = await figure.settled();
  expect(state, words).toBe('done');

  for (const { path } of pages) {
    await visitor.open(path);
    expect(await visitor.text('h1'), path).toMatch(/\S/);
  }
  await visitor.open(pageOf('state-norms'));
  const width = await visitor.run(async () => {
    const image = document.querySelector<HTMLImageElement>('[data-figure="state-norms"] img')!;
    image.loading = 'eager';
    await image.decode();
    return image.naturalWidth;
  });
  expect(width).toBeGreaterThan(0);
  await visitor.browser.click('.navbar__search input');
  await visitor.browser.type('nudge');
  await visitor.until('there are hits', () => document.querySelectorAll('[role="option"]').length);
  await visitor.open('no/such/page');
  expect(await visitor.text('h1')).toBe('There is no page here');
});

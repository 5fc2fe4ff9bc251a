import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Fault, host, htmlFor, saying, silent } from './support/deploy.ts';
import { kept, status, update, visit } from './support/offline.ts';
import { folder, pageOf, script, scripts } from './support/site.ts';
import { expect, test as base, Widget } from './support/test.ts';

/** Each test has a host to itself, which it breaks in its own way. */
const test = base.extend<{ site: Awaited<ReturnType<typeof host>> }>({
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    const site = await host();
    await use(site);
    site.close();
  },
});
test.use({ serviceWorkers: 'allow' });

const [before, after] = ['The mathematics of VLA', 'The later mathematics of VLA'];
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** What is kept as a page and is none, and the other way round. */
const wronglyKept = async (page: Page) =>
  (await kept(page)).filter(
    ({ address, type }) => type.startsWith('text/html') !== /(?:\/|\.html?)$/.test(new URL(address).pathname),
  );

test('pages that a host sends in place of its files are not kept; the files are asked for again', async ({
  page,
  site,
}) => {
  const id = 'recurrence-explorer';
  await visit(page, site.address + pageOf(id));
  const widget = new Widget(page, id);
  site.breaks(htmlFor(/\.\w+$/));
  await widget.runButton.click();
  await widget.expectFailure(/./);
  await page.reload();
  await expect(heading(page)).toBeVisible();
  await widget.runButton.click();
  await widget.expectFailure(/./);
  expect(await wronglyKept(page)).toEqual([]);
  site.repair();
  await page.reload();
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
});

test('a wrong answer that a host wants kept for a year is asked for again', async ({ page, site }) => {
  const id = 'recurrence-explorer';
  await visit(page, site.address + pageOf(id));
  const widget = new Widget(page, id);
  site.breaks((request, response) => {
    response.set('Cache-Control', 'public, max-age=31536000, immutable');
    return htmlFor(/\.\w+$/)(request, response);
  });
  await widget.runButton.click();
  await widget.expectFailure(/./);
  site.repair();
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
});

const mathematics = scripts.find((name) => script(name).includes(before))!;
/** Later builds have another hash in it. */
const [mathematicsChunk] = mathematics.split('.');

/** Another file in place of the asked one, or the first half of it. */
const fileFor =
  (asked: RegExp, name: string, half = false): Fault =>
  (request, response) => {
    if (!asked.test(request.path)) return false;
    const content = readFileSync(join(folder, name));
    response.type(extname(name)).send(half ? content.subarray(0, content.length / 2) : content);
    return true;
  };

/** In the order in which a browser comes to them. */
const deployments: readonly (readonly [what: string, fault: Fault])[] = [
  ['half of a script', fileFor(new RegExp(`/${mathematicsChunk}[.]`), `assets/js/${mathematics}`, true)],
  ['a page in place of a script', htmlFor(new RegExp(`/${mathematicsChunk}[.]`))],
  ['a page in place of recorded data', htmlFor(/state-norms\.json$/)],
  ['a page in place of a picture', htmlFor(/state-norms\.light\.svg$/)],
  ['a page in place of an icon', htmlFor(/icon-512\.png$/)],
  ['half of a page', fileFor(/^\/mathematics\/$/, 'mathematics/index.html', true)],
  ['the home page in place of another', fileFor(/^\/mathematics\/$/, 'index.html')],
  ['a page of the host where ours says that there is none', htmlFor(/\/missing\.htm$/)],
];

test('nothing of a broken deployment is in force, and a whole one is', async ({ page, context, site }) => {
  await visit(page, `${site.address}intro/`);
  for (const [index, [what, fault]] of deployments.entries()) {
    const deploy = (): void => {
      site.breaks(fault);
      if (index === 0) site.deploy(before, after);
    };
    expect(await update(page, deploy), what).toBe('refused');
    expect(await wronglyKept(page), what).toEqual([]);
  }
  await context.setOffline(true);
  await page.goto(`${site.address}mathematics/`);
  await expect(heading(page)).toHaveText(before);
  await context.setOffline(false);

  await page.goto(`${site.address}intro/`);
  expect(await update(page, site.repair)).toBe('taken over');
  await context.setOffline(true);
  await page.goto(`${site.address}mathematics/`);
  await expect(heading(page)).toHaveText(after);
  await expect(page.locator('.katex').first()).toBeVisible();
});

test('a host that is broken at the first visits is kept once it is whole', async ({ page, context, site }) => {
  // In the order in which a browser comes to them: what was right is not asked for again.
  for (const files of [/\.css$/, /KaTeX_Main-Regular.*\.woff2$/, /icon-512\.png$/, /search-index/]) {
    let asked = 0;
    site.breaks((request, response) => {
      const answered = htmlFor(files)(request, response);
      if (answered && request.get('Sec-Fetch-Dest') === 'empty') asked++;
      return answered;
    });
    await page.goto(site.address);
    await expect.poll(() => asked, { message: String(files) }).toBeGreaterThan(0);
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) === undefined))
      .toBe(true);
    expect(await wronglyKept(page)).toEqual([]);
  }
  site.repair();
  await visit(page, site.address);
  await context.setOffline(true);
  await page.goto(`${site.address}intro/`);
  await expect(heading(page)).toBeVisible();
});

test('from a host that is silent or out of order comes the page that is kept, within 5 s of a silent host and 2 s of one out of order, and else its own words', async ({
  page,
  site,
}) => {
  await visit(page, site.address);
  const figurePage = pageOf('state-norms');
  for (const [what, fault] of [
    ['silent', silent],
    ...[408, 429, 500, 502, 503, 504, 511].map((code) => [code, saying(code)] as const),
  ] as const) {
    site.breaks(fault);
    await page.goto(site.address + figurePage);
    await expect(heading(page), String(what)).toBeVisible();
    const picture = page.locator('[data-figure="state-norms"] img').first();
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    // By the browser's own clock: this one may be held up.
    const ends = await page.evaluate(() => {
      const of = (type: string) => performance.getEntriesByType(type) as PerformanceResourceTiming[];
      const file = (part: string) => of('resource').find(({ name }) => name.includes(part))!.responseEnd;
      return { page: of('navigation')[0]!.responseEnd, styles: file('.css'), logo: file('/img/logo') };
    });
    for (const [name, end] of Object.entries(ends)) {
      expect(end, `${what}: ${name}`).toBeGreaterThan(0);
      expect(end, `${what}: ${name}`).toBeLessThan(what === 'silent' ? 5000 : 2000);
    }
  }
  site.breaks(saying(503));
  const response = await page.goto(`${site.address}no/such/page`, { waitUntil: 'commit' });
  expect(response!.status()).toBe(503);
  await expect(heading(page)).toHaveText('503');
});

test('a tab that shows an earlier build has its files for as long as it is open', async ({ page, context, site }) => {
  const ofBefore = scripts.filter((name) => script(name).length < 60_000);
  await visit(page, `${site.address}training/`);
  expect(await update(page, () => site.deploy(before, after))).toBe('taken over');

  await page.getByText('Load a trained model and ask it').click();
  await expect(page.getByLabel('Load a file')).toBeVisible();
  await page.getByPlaceholder('Search').first().fill('nudge');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.getByPlaceholder('Search').first().fill('');
  for (const name of ofBefore) expect(await status(page, `${site.address}assets/js/${name}`), name).toBe(200);

  // Another tab shows the later build, and leaves the first its files.
  const other = await context.newPage();
  await visit(other, `${site.address}mathematics/`);
  await expect(heading(other)).toHaveText(after);
  await other.reload();
  expect(await status(page, `${site.address}assets/js/${mathematics}`)).toBe(200);

  await page.close();
  await other.reload();
  const names = async () => (await kept(other)).map(({ address }) => address.split('/').at(-1)!);
  await expect.poll(async () => (await names()).filter((name) => ofBefore.includes(name))).toEqual([]);
  expect(await status(other, `${site.address}assets/js/${mathematics}`)).toBe(404);
  await context.setOffline(true);
  await other.goto(`${site.address}intro/`);
  await expect(heading(other)).toBeVisible();
});

test('without a network a page comes at its address with any query, and without or with index.html; where there is none, what says so', async ({
  page,
  context,
  site,
}) => {
  // Some hosts say 404 with the page that says so.
  site.breaks((request, response) => {
    if (request.path !== '/404.html') return false;
    response.status(404).type('html').send('<h1>404</h1>');
    return true;
  });
  const titles: Record<string, string> = {};
  for (const path of ['', 'intro/', 'training/']) {
    await page.goto(site.address + path);
    titles[path] = await page.title();
  }
  await visit(page, site.address);
  await context.setOffline(true);
  for (const [address, path] of [
    ['training/?v=2', 'training/'],
    ['intro/?v=1.0', 'intro/'],
    ['intro?v=1.0', 'intro/'],
    ['intro/?_=1.js', 'intro/'],
    ['intro/index.html', 'intro/'],
    ['intro.html', 'intro/'],
    ['intro/index.html?utm_source=a.b&x=/y.css', 'intro/'],
    ['?v=2', ''],
    ['index.html?v=1.0#top', ''],
  ] as const) {
    await page.goto(site.address + address);
    expect(await page.title(), address).toBe(titles[path]);
    await expect(heading(page).filter({ hasText: 'There is no page here' }), address).toHaveCount(0);
  }
  const response = await page.goto(`${site.address}no/such/page`);
  expect(response!.status()).toBe(404);
  await expect(heading(page)).toHaveText('There is no page here');
});

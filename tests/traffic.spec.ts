import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { refusals } from './support/policy.ts';
import { canRun, folder, inGroups, pageOf, pages, script, scripts, marks } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

/** Names of the heavy parts that the scripts loaded by a page bring, and of files of WebAssembly. */
function record(page: Page): () => string[] {
  const loaded = new Set<string>();
  const files = new Set<string>();
  page.context().on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) loaded.add(basename(pathname));
    if (pathname.endsWith('.wasm')) files.add(basename(pathname));
  });
  return () =>
    Object.entries(marks)
      .filter(([, mark]) => [...loaded].some((name) => mark.test(script(name))))
      .map(([part]) => part)
      .concat([...files]);
}

/** Bytes of script, in Brotli, that a page may need to be read, with the controls of its widgets. */
const weightLimit = 200_000;

/** Counts the scripts that a page runs. */
function weigh(page: Page): () => number {
  const sizes = new Map<string, number>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.request().resourceType() !== 'script') return;
    sizes.set(pathname, compressedSize(pathname.replace(/^\/vla\//, '')));
  });
  return () => [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** By file: pages share their largest scripts, and to compress one takes a second. */
const compressed = new Map<string, number>();
function compressedSize(file: string): number {
  const size = compressed.get(file) ?? brotliCompressSync(readFileSync(join(folder, file))).length;
  compressed.set(file, size);
  return size;
}

test('each heavy part is recognisable in the built scripts', () => {
  for (const [part, mark] of Object.entries(marks)) {
    expect(scripts.filter((name) => mark.test(script(name))).length, part).toBeGreaterThan(0);
  }
});

test.describe('on a narrow phone', () => {
  test.use({ viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true });
  for (const { name, group } of inGroups(pages)) {
    test(`no kernel, tfjs or chart loads by itself, all fits and suits a finger, and the policy is passed: ${name}`, async ({
      page,
    }) => {
      const refused = await refusals(page);
      for (const { path, figures } of group) {
        const heavy = record(page);
        const weight = weigh(page);
        await page.goto(path, { waitUntil: 'networkidle' });
        // What opens a file of the reader's has nothing to run before.
        for (const id of new Set(figures.filter((one) => canRun(one) && one !== 'pytorch-file')))
          await expect(new Widget(page, id).runButton, path).toBeVisible();
        expect(heavy(), path).toEqual([]);
        expect(weight(), path).toBeGreaterThan(100_000);
        expect(weight(), path).toBeLessThan(weightLimit);
        expect(page.workers(), path).toEqual([]);
        expect(await page.evaluate(elementsBeyondTheEdge), path).toEqual([]);
        const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
        expect(policy, path).toMatch(
          /^default-src 'none'; script-src 'self'( 'sha256-[A-Za-z0-9+/=]+')* 'wasm-unsafe-eval'; /,
        );
        expect(policy, path).not.toContain("'unsafe-eval'");
        expect(await refused(), path).toEqual([]);

        expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
        await page.evaluate(unfoldAll);
        await page.waitForTimeout(200);
        expect(await page.evaluate(fieldsThatZoom), path).toEqual([]);
        expect(await page.evaluate(smallButtons), path).toEqual([]);
      }
    });
  }
});

function elementsBeyondTheEdge(): string[] {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > limit + 1)
    .map((element) => `${element.tagName}.${element.className}`);
}

function unfoldAll(): void {
  for (const details of document.querySelectorAll('details')) details.open = true;
}

/** iOS zooms in on fields with letters below 16 pixels. */
function fieldsThatZoom(): string[] {
  return [...document.querySelectorAll('input, select, textarea')].flatMap((field) => {
    const size = parseFloat(getComputedStyle(field).fontSize);
    return size < 16 ? [`${field.className || field.tagName} ${size}`] : [];
  });
}

/** Buttons that a finger misses. */
function smallButtons(): string[] {
  return [...document.querySelectorAll('main button, .navbar button')].flatMap((button) => {
    const { width, height } = button.getBoundingClientRect();
    return width > 0 && (width < 24 || height < 24)
      ? [`${button.ariaLabel ?? button.textContent} ${width} x ${height}`]
      : [];
  });
}

test('Run loads them, and what computes on the processor where there is no WebGPU', async ({ page }) => {
  const heavy = record(page);
  await page.goto(pageOf('recurrence-explorer'));
  const widget = new Widget(page, 'recurrence-explorer');
  await widget.runButton.click();
  expect(await widget.settled()).toBe('done');
  expect(heavy()).toEqual(['tfjs', 'kernels', 'charts', 'webAssembly']);
});

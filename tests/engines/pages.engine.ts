import { canRun, pages } from '../support/site.ts';
import { expect, test } from './support/test.ts';

/** CSS pixels: a phone. */
const PHONE = 390;

/** The widgets of the reader's own device have nothing recorded. */
const ownDevice = ['device-check', 'benchmark', 'training'];

/** Stands in the page: how many pictures it has, and which of them are empty once all have come. */
async function pictures(): Promise<{ readonly seen: number; readonly empty: readonly string[] }> {
  const images = [...document.images];
  const outcomes = images.map(async (image) => {
    // Not only those near the window.
    image.loading = 'eager';
    await image.decode().catch(() => undefined);
    return image.naturalWidth > 0 ? [] : [image.currentSrc || image.src];
  });
  return { seen: images.length, empty: (await Promise.all(outcomes)).flat() };
}

/**
 * Stands in the page: the same page in a frame as wide as a phone, since the window of a browser has a least width of its
 * own. What of it reaches beyond the edge, and which of its pictures, other ones than on a desktop, are empty.
 */
async function onPhone(
  width: number,
): Promise<{ readonly beyond: readonly string[]; readonly empty: readonly string[] }> {
  const frame = document.createElement('iframe');
  frame.style.cssText = `position: fixed; inset: 0; z-index: 9999; border: 0; width: ${width}px; height: 800px`;
  frame.src = location.href;
  await new Promise((loaded) => {
    frame.addEventListener('load', loaded);
    document.body.append(frame);
  });
  const { contentDocument: page } = frame;
  // Firefox takes its scroll bar off the width.
  if (!page || frame.contentWindow!.innerWidth !== width) throw new Error('the frame is not as wide as a phone');
  while (page.documentElement.dataset['hasHydrated'] !== 'true') await new Promise((rest) => setTimeout(rest, 20));
  const limit = page.documentElement.clientWidth;
  const wide = page.documentElement.scrollWidth > limit;
  const beyond = wide
    ? [...page.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > limit + 1)
    : [];
  const empty: string[] = [];
  for (const image of page.images) {
    image.loading = 'eager';
    await image.decode().catch(() => undefined);
    if (image.naturalWidth === 0) empty.push(image.currentSrc || image.src);
  }
  frame.remove();
  return { beyond: beyond.map((element) => `${element.tagName}.${element.className}`), empty };
}

for (const { path, figures } of [...pages, { path: 'search', figures: [] }, { path: 'no/such/page', figures: [] }]) {
  test(`/${path} opens, with its pictures and the buttons of its figures, and fits a phone`, async ({ reader }) => {
    await reader.open(path);
    expect(await reader.text('h1')).toMatch(/\S/);
    const { seen, empty } = await reader.run(pictures);
    expect(empty).toEqual([]);
    if (figures.some((id) => !ownDevice.includes(id))) expect(seen).toBeGreaterThan(0);
    for (const id of new Set(figures.filter(canRun))) {
      await reader.until(
        `${id} can be run`,
        (figure) => document.querySelector(`[data-figure="${figure}"] button:enabled`) !== null,
        id,
      );
    }
    expect(await reader.run(onPhone, PHONE)).toEqual({ beyond: [], empty: [] });
  });
}

import { pageOf } from '../support/site.ts';
import { Figure } from './support/figure.ts';
import { expect, test } from './support/test.ts';

/** More presses of Tab than it takes to go through the bar, the sidebar and the opening of a page. */
const MOST_TABS = 150;

test('with the keyboard alone: past the navigation, to Run, and a run', async ({ reader }) => {
  const id = 'recurrence-explorer';
  const { browser } = reader;
  await reader.open(pageOf(id));
  await browser.press('Tab');
  expect(await reader.run(() => document.activeElement?.textContent)).toBe('Skip to main content');
  await browser.press('Enter');
  const figure = new Figure(reader, id);
  const onRun = (root: string) => {
    const focused = document.activeElement;
    // Where the focus is must be seen.
    if (focused?.closest(root) && focused.textContent?.trim() === 'Run') return getComputedStyle(focused).outlineStyle;
    return null;
  };
  let tabs = 0;
  let outline: string | null = null;
  while (outline === null && tabs++ < MOST_TABS) {
    await browser.press('Tab');
    outline = await reader.run(onRun, figure.root);
  }
  expect(outline, 'outline of Run, after so many presses of Tab').toMatch(/solid|auto/);
  // The link led past the bar and the sidebar, which have more links than this.
  expect(tabs).toBeLessThan(40);
  await browser.press('Enter');
  const { state, words } = await figure.settled();
  expect(state, words).toBe('done');
});

test('the search finds pages, and the keyboard leads to the first', async ({ reader }) => {
  const { browser } = reader;
  await reader.open('intro');
  await browser.click('.navbar__search input');
  await browser.type('nudge');
  const hits = await reader.until('there are hits', () => document.querySelectorAll('[role="option"]').length);
  expect(hits).toBeGreaterThan(1);
  await browser.press('ArrowDown');
  await browser.press('Enter');
  await reader.until('another page opens', () => !location.pathname.startsWith('/vla/intro'));
  expect(await reader.until('it has a heading', () => document.querySelector('h1')?.innerText)).toMatch(/\S/);
});

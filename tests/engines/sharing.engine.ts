import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf, recordedFigure } from '../support/site.ts';
import { Figure } from './support/figure.ts';
import { expect, test } from './support/test.ts';

const id = 'recurrence-explorer';
const SHARE = 'Share, download, cite';

test('a link carries setting and seed, and gives the same result', async ({ reader }) => {
  await reader.open(pageOf(id));
  const figure = new Figure(reader, id);
  const field = '[data-field="length"] input';
  await reader.unfold(figure.root, 'Settings', field);
  await reader.run((selector) => {
    const input = document.querySelector<HTMLInputElement>(selector)!;
    input.scrollIntoView({ block: 'center' });
    input.focus();
    input.select();
  }, field);
  await reader.browser.type('12');
  await reader.until('the address carries it', () => location.search.includes('recurrence-explorer.length=12'));
  await figure.press('Run');
  expect((await figure.settled()).state).toBe('done');
  const { data } = await figure.published();
  await reader.unfold(figure.root, SHARE, 'button');
  const link = await reader.until(
    'there is a link',
    (root) => document.querySelector<HTMLInputElement>(`${root} input[readonly]`)?.value,
    figure.root,
  );
  expect(link).toContain('recurrence-explorer.length=12');

  // From elsewhere: an address that differs by its part after # alone opens no page.
  await reader.browser.goto('about:blank');
  await reader.goto(link);
  await reader.until(
    'it is said where the settings come from',
    (root) => document.querySelector<HTMLElement>(root)!.innerText.includes('The settings below come from the link'),
    figure.root,
  );
  expect(await figure.state()).toBe('recorded');
  await figure.press('Run');
  expect((await figure.settled()).state).toBe('done');
  expect((await figure.published()).data).toEqual(data);
});

test('what is recorded is saved as data, table and picture', async ({ reader, downloads }) => {
  rmSync(downloads, { recursive: true, force: true });
  mkdirSync(downloads, { recursive: true });
  await reader.open(pageOf(id));
  const figure = new Figure(reader, id);
  await reader.unfold(figure.root, SHARE, 'button');
  const recorded = recordedFigure(id);
  const saved = async (button: string, name: string): Promise<Buffer> => {
    await reader.press(figure.root, button);
    const path = join(downloads, name);
    await expect.poll(() => existsSync(path) && readFileSync(path).length > 0, { timeout: 60_000 }).toBe(true);
    return readFileSync(path);
  };
  // A file may be read while it is still being written.
  await expect(async () => {
    expect(JSON.parse(String(await saved('Data, JSON', `${id}.json`)))).toEqual(recorded);
  }).toPass({ timeout: 60_000 });
  const csv = String(await saved('Table, CSV', `${id}.csv`))
    .trimEnd()
    .split('\r\n');
  expect(csv).toHaveLength(recorded.table.rows.length + 1);
  const svg = String(await saved('Picture, SVG', `${id}.svg`));
  const parsed = await reader.run((text) => {
    const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
    return { root: root.tagName, viewBox: root.getAttribute('viewBox') };
  }, svg);
  expect(parsed).toMatchObject({ root: 'svg', viewBox: expect.stringMatching(/^0 0 /) });
  const png = await saved('Picture, PNG', `${id}.png`);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1440);
});

import { fileURLToPath } from 'node:url';
import { liveExamples } from '../../src/live/testing/examples.ts';
import { runHere } from '../../src/live/testing/runHere.ts';
import { expect, test } from './support/test.ts';

const examples = liveExamples(fileURLToPath(new URL('../../docs', import.meta.url)));
const CELLS = '[data-live="code"]';

/** Stands in the page: how a cell ended and what it shows, but for notes on where it ran. */
function shown(cells: string, index: number) {
  const cell = document.querySelectorAll<HTMLElement>(cells)[index]!;
  if (/idle|running/.test(cell.dataset['state'] ?? '')) return null;
  const texts = [...cell.querySelectorAll<HTMLElement>('[data-tone]:not([data-tone="note"])')];
  return {
    state: cell.dataset['state'],
    status: cell.querySelector<HTMLElement>('[data-status]')?.innerText,
    texts: texts.map(({ dataset, textContent }) => `${dataset['tone']}: ${textContent}`),
    plots: cell.querySelectorAll('[data-plot] svg').length,
  };
}

/** Without what is true of a run and its place alone: the report of how it ran, and what TensorFlow.js tells those who use Node. */
const comparable = (texts: readonly string[]): string[] =>
  texts
    .filter((text) => !text.includes('running TensorFlow.js in Node.js'))
    .map((text) => text.replace(/\bbackend: '\w+',\n\s*form: '[^]*$/, 'and where it ran'));

for (const { page, name, code } of examples) {
  test(`the cell at ${name}, shows what it shows elsewhere`, async ({ reader }) => {
    await reader.stayAt(page);
    const index = examples.filter((example) => example.page === page).findIndex((example) => example.name === name);
    await reader.run(
      (cells, which) => {
        const cell = document.querySelectorAll(cells)[which]!;
        cell.scrollIntoView({ block: 'center' });
        [...cell.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Run')!.click();
      },
      CELLS,
      index,
    );
    const cell = await reader.until('the cell ends', shown, CELLS, index);
    expect(cell.state, cell.status).toBe('done');
    const { end, outputs } = await runHere(code);
    expect(end.type).toBe('done');
    const plots = outputs.filter(({ type }) => type === 'plot');
    const texts = outputs.flatMap((one) =>
      one.type === 'text' && one.tone !== 'note' ? [`${one.tone}: ${one.text}`] : [],
    );
    // A plot is drawn a moment later.
    const drawn = await reader.until(
      'its plots are drawn',
      (cells, which, count) => {
        const found = document.querySelectorAll(cells)[which]!.querySelectorAll('[data-plot] svg').length;
        return found >= count && { found };
      },
      CELLS,
      index,
      plots.length,
    );
    expect(drawn.found).toBe(plots.length);
    // What a cell says of the device is true of the device.
    if (!code.includes('adapter.label')) expect(comparable(cell.texts)).toEqual(comparable(texts));
    expect(cell.texts.length + drawn.found).toBeGreaterThan(0);
  });
}

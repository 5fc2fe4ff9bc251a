import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FigureStore } from '../../lib/recording/store.ts';
import type { StagedData } from '../arena-stages/data.ts';

const store = new FigureStore(fileURLToPath(new URL('../../../static/figures', import.meta.url)));
const { entrants } = store.read('pathfinder-staged')!.data as StagedData;

// What the page says of the record in words, beside the numbers that are checked where they stand.
test('with the smaller rate every mixer had a loss above a coin’s, and the larger one was chosen', () => {
  expect(entrants).toHaveLength(4);
  for (const { tried, learningRate } of entrants) {
    expect(tried.map((one) => one.learningRate)).toEqual([0.001, 0.004]);
    expect(tried[0].loss).toBeGreaterThan(Math.LN2 + 0.05);
    expect(learningRate).toBe(0.004);
  }
});

test('each run came to one answer for all pictures: always yes or always no', () => {
  const { stages } = store.read('pathfinder-staged')!.data as StagedData;
  for (const { runs } of entrants)
    for (const run of runs)
      run.stages.forEach(({ accuracy }, at) => {
        const always = stages[at].rules.find(({ key }) => key === 'constant')!.accuracy;
        expect(Math.min(Math.abs(accuracy - always), Math.abs(accuracy - (1 - always)))).toBeLessThan(1e-6);
      });
});

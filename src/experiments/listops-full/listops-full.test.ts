import { openSession } from '@vla/kernels';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import type { Candidate, CandidateResult } from '../../lib/training/recipe.ts';
import { expressionsOf } from '../listops-ladder/expressions.ts';
import { compute } from './compute.ts';
import type { Config } from './definition.ts';
import { definition } from './definition.ts';
import { view } from './view.ts';

const answered = expressionsOf('full', { split: 'test', seed: 1, count: 64 }).map(({ value }) => value);

/** What comes out where VLA is right, DeltaNet diverges with a third right, and the third mixer never is. */
async function withAnswers(config: Partial<Config>) {
  const asked: Candidate[] = [];
  const right: Readonly<Record<string, (place: number) => boolean>> = {
    vla: () => true,
    deltanet: (place) => place % 3 === 0,
    linear: () => false,
  };
  const data = await compute({
    ...{ config: { ...definition.config, tested: 64, ...config }, seed: 1 },
    runtime: await openSession({ backend: 'cpu' }),
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
    kept: {
      read(part): CandidateResult {
        const candidate = part as Candidate;
        asked.push(candidate);
        const answers = answered.map((value, place) => (right[candidate.mixer](place) ? value : (value + 1) % 10));
        return {
          ...{ steps: 5000, losses: [2.3 + asked.length / 100, 2], curve: [{ step: 500, accuracy: 0.2 }] },
          scores: candidate.tests.map(() => ({ loss: 1, accuracy: 0, exactMatch: 0, answers })),
        };
      },
      write: () => expect.unreachable('nothing is trained'),
    },
  });
  return { asked, data };
}

test('one run each of the three mixers whose cost is linear in the length, on the published task with its model and updates', async () => {
  const { asked, data } = await withAnswers({});
  expect(asked.map(({ mixer, seed, learningRate }) => ({ mixer, seed, learningRate }))).toEqual(
    ['vla', 'deltanet', 'linear'].map((mixer) => ({ mixer, seed: 1, learningRate: 0.001 })),
  );
  for (const { recipe, tests } of asked) {
    expect(recipe).toMatchObject({ steps: 5000, batchSize: 32 });
    expect(recipe).not.toHaveProperty('until');
    expect(recipe.model).toMatchObject({ modelDim: 64, layers: 2, heads: 2, feedForwardDim: 128, classes: 10 });
    expect(recipe.tasks).toEqual([{ name: 'listops', settings: { preset: 'full', asked: 'root' } }]);
    expect(tests).toMatchObject([{ sequences: 64, keepsAnswers: true, stream: { split: 'test', seed: 1 } }]);
  }
  const quantities = new Map(view.quantities(data).map(({ name, value }) => [name, value]));
  expect(quantities.get('vlaFull')).toBe(100);
  expect(quantities.get('deltanetFull')).toBeCloseTo((100 * 22) / 64, 10);
  expect(quantities.get('linearFull')).toBe(0);
  expect(quantities.get('deltanetBegun')).toBe(2.32);
  expect(quantities.has('firstOperatorFull')).toBe(true);
  expect(quantities.has('levels3FullMed')).toBe(true);
});

test('a beginning is trained with the same plan of learning rates, is not tested, and claims no accuracy', async () => {
  const { asked, data } = await withAnswers({ mixer: 'vla', until: 20 });
  expect(asked).toMatchObject([{ mixer: 'vla', recipe: { steps: 5000, until: 20 }, tests: [] }]);
  const names = view.quantities(data).map(({ name }) => name);
  expect(names).toContain('vlaBegun');
  expect(names.filter((name) => /^vlaFull|Hours/.test(name))).toEqual([]);
});

test.each([360, 720])('is no higher than a screen has room for, %i px wide', async (width) => {
  const { data } = await withAnswers({});
  const { document } = new JSDOM('').window;
  const drawing = view.draw({ data, view: {}, theme: 'light', width, document });
  const words = drawing.textContent;
  expect(words).toContain('Published length: up to ten levels');
  expect(words).toContain('by the first operator');
  expect(words).not.toContain('depth');
  if (width === 720) expect(Number(drawing.getAttribute('height'))).toBeLessThan(660);
});

import { fileURLToPath } from 'node:url';
import { openSession } from '@vla/kernels';
import { describe, expect, test } from 'vitest';
import { compareQuantities } from '../lib/compare.ts';
import type { Quantity } from '../lib/experiment.ts';
import { FigureStore } from '../lib/recording/store.ts';
import type { TestedData } from '../lib/training/accuracy.ts';
import type { Candidate, CandidateResult } from '../lib/training/recipe.ts';
import { experiments } from './registry.ts';

const trained = ['copy-task', 'delayed-recall', 'mqar-capacity', 'mqar-length', 'shifted-recall'];
const recorded = new FigureStore(fileURLToPath(new URL('../../static/figures', import.meta.url)));

describe.each(trained)('%s', (id) => {
  const { definition, loadCompute, loadView } = experiments[id];
  const { data } = recorded.read(id)!;

  test('a reader’s run of VLA has the learning rate that the record chose', () => {
    const { entrants } = data as Pick<TestedData, 'entrants'>;
    const live = definition.live as { readonly mixer: string; readonly learningRate: string };
    expect(live.mixer).toBe('vla');
    expect(String(entrants.find(({ mixer }) => mixer === live.mixer)!.learningRate)).toBe(live.learningRate);
  });

  test('every run of the record, repeated alone, agrees with the record', async () => {
    const { quantities } = await loadView();
    const { entrants, short = [] } = data as TestedData;
    for (let i = 0; i < entrants[0].runs.length; i++) {
      const only = (all: TestedData['entrants']) => all.map((one) => ({ ...one, runs: [one.runs[i]] }));
      const alone = quantities({ ...(data as object), entrants: only(entrants), short: only(short) });
      const strays = compareQuantities(quantities(data), alone).filter(({ agrees }) => !agrees);
      expect(strays.map(({ quantity: { name }, own }) => `${name}, run ${i}: ${own}`)).toEqual([]);
    }
  });

  test('a model that has not learned the task agrees with no record of models that all have', async () => {
    const { quantities } = await loadView();
    const { entrants } = data as TestedData;
    const [learned] = entrants.filter(({ mixer }) => mixer === 'softmax');
    const nothing = learned.runs.map((run) => ({
      ...run,
      accuracy: Array.isArray(run.accuracy) ? run.accuracy.map(() => 0.5) : 0.5,
    }));
    const of = (runs: readonly object[]): readonly Quantity[] =>
      quantities({ ...(data as object), entrants: [{ ...learned, runs }], short: [] }).filter(({ name }) =>
        /At\d+$|Accuracy$/.test(name),
      );
    const compared = compareQuantities(of(learned.runs), of(nothing));
    expect(compared.length).toBeGreaterThan(0);
    for (const { agrees, quantity } of compared) expect(agrees, quantity.name).toBe(false);
  });

  test('a trial has all numbers of the record that it is compared with', async () => {
    const { trial } = await loadView();
    // Nothing is trained: every model is said to have come to this.
    const read = (part: object): CandidateResult => ({
      steps: 20,
      losses: [1],
      scores: (part as Candidate).tests.map(() => ({ loss: 1, accuracy: 0.5, exactMatch: 0 })),
    });
    const compute = await loadCompute();
    const fresh = await compute({
      config: { ...definition.config, ...trial!.config },
      seed: definition.seed,
      runtime: await openSession({ backend: 'cpu' }),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      kept: { read, write: () => expect.unreachable('nothing is trained') },
    });
    const names = (quantities: readonly Quantity[]): string[] => quantities.map(({ name }) => name);
    expect(names(trial!.quantities(fresh))).toEqual(names(trial!.quantities(data)));
  });
});

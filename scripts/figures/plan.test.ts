import { openSession } from '@vla/kernels';
import { checkRun } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../src/experiments/registry.ts';
import { candidatesOf } from '../../src/lib/training/plan.ts';
import { planOf, planText } from './plan.ts';

const runtime = await openSession({ backend: 'cpu' });
const none = { runtime, kept: { read: () => undefined } };
const atSize = Object.keys(experiments).filter((id) => /^mqar-published|^copy-published$|^delayed-published$/.test(id));

test.each(atSize)('every model of %s can be made, and each of its tests', async (id) => {
  const { definition, loadCompute } = experiments[id]!;
  const compute = await loadCompute();
  const { config, seed } = definition;
  const candidates = await candidatesOf((surroundings) => compute({ config, seed, ...surroundings }), runtime);
  expect(candidates.length).toBeGreaterThan(0);
  for (const { recipe, mixer, learningRate, tests } of candidates) {
    const { tasks, batchSize, steps } = recipe;
    const sized = [
      ...tasks.map((task) => ({ task, size: batchSize })),
      ...tests.map(({ name, settings }) => ({ task: { name, settings }, size: 1 })),
    ];
    for (const { task, size } of sized) {
      const run = { task, model: { ...recipe.model, mixer }, training: { steps, batchSize: size, learningRate } };
      expect(checkRun(run).config).toMatchObject({ modelDim: 128, layers: 2, vocabulary: 128 });
    }
  }
});

describe('a plan', () => {
  test('has four rates by one seed, and three seeds for each point, of every mixer', async () => {
    const groups = await planOf(experiments['mqar-published']!, none, () => Promise.resolve(0.36));
    const runs = (pairs: number) =>
      groups.filter(({ candidate }) => candidate.recipe.tasks[0]!.settings!['pairs'] === pairs).map((one) => one.runs);
    expect([runs(16), runs(8), runs(24)]).toEqual([Array(4).fill(4 + 3), Array(4).fill(3), Array(4).fill(3)]);
    // 52 runs of 3,000 steps.
    expect(groups.reduce((sum, { hours }) => sum + hours, 0)).toBeCloseTo(52 * 0.3, 9);
    expect(planText(groups)).toMatch(/^At most 15\.6 h of one core/m);
  });

  test('leaves out what is there', async () => {
    const kept = { read: (part: object) => ((part as { mixer: string }).mixer === 'vla' ? {} : undefined) };
    const groups = await planOf(experiments['mqar-published-512']!, { runtime, kept }, () => Promise.resolve(1));
    const of = (mixer: string) => groups.filter(({ candidate }) => candidate.mixer === mixer);
    expect(of('vla').map(({ hours, runs, kept: there }) => hours === 0 && runs === there)).toEqual([true, true]);
    expect(of('softmax').every(({ kept: there, hours }) => there === 0 && hours > 0)).toBe(true);
  });
});

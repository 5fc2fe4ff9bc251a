import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { checkRun, TrainingRun, type Evaluation, type RunOptions } from '@vla/kernels/training';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

/** What stands beside a model that a page loads. */
interface Provenance {
  readonly file: string;
  readonly sha256: string;
  readonly command: string;
  readonly options: RunOptions;
  readonly parameters: { readonly total: number };
  readonly evaluation: Evaluation & { readonly step: number };
}

const folder = new URL('../../static/checkpoints/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(read(name).toString()) as Provenance);

beforeAll(async () => {
  await setBackend('wasm');
});

test('every model has a record of where it came from', () => {
  const models = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  expect(recorded.map(({ file }) => file).sort()).toEqual(models.sort());
});

describe.each(recorded)('$file', ({ file, sha256, command, options, parameters, evaluation }) => {
  test('is the file that was recorded', () => {
    expect(createHash('sha256').update(read(file)).digest('hex')).toBe(sha256);
  });

  test('was trained by the command that is named', () => {
    const [, words] = command.split(' -- ') as [string, string];
    const { runs } = parseArguments(['node', 'train', ...words.split(' ')]);
    expect(runs).toHaveLength(1);
    const { tasks, config, settings } = checkRun(runs![0]!);
    expect({ name: tasks[0]!.name, settings: tasks[0]!.settings }).toEqual(options.task);
    expect(config).toMatchObject({ ...options.model, seed: options.seed });
    expect(settings).toEqual(options.training);
  });

  test('answers unseen sequences as well as the record says', async () => {
    const run = TrainingRun.resume(read(file));
    try {
      expect(run.options).toMatchObject(options);
      expect(run.step).toBe(evaluation.step);
      expect(run.model.parameterCounts.total).toBe(parameters.total);
      const { loss, accuracy, exactMatch, answers } = await run.evaluate();
      expect(answers).toBe(evaluation.answers);
      expect(Math.abs(loss - evaluation.loss)).toBeLessThan(1e-4);
      expect(Math.abs(accuracy - evaluation.accuracy)).toBeLessThanOrEqual(2 / answers);
      expect(Math.abs(exactMatch - evaluation.exactMatch)).toBeLessThanOrEqual(2 / evaluation.sequences);
    } finally {
      run.dispose();
    }
  });
});

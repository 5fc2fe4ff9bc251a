import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadWasm, watchWasm } from '../../src/index.ts';
import { sourceLayerNames, sourceLayers } from '../../src/layers/source/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { batchAt } from '../../src/tasks/index.ts';
import { lossGradient } from '../../src/training/gradient.ts';
import { TrainingRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';

const presets = sourceLayerNames.map((preset) => ({ preset, ...sourceLayers[preset] }));

/** A loss of a run, and its gradient, after the run's steps. */
async function trainedOn(backend: string, options: RunOptions): Promise<{ loss: number; gradient: Float32Array }> {
  expect(await tf.setBackend(backend)).toBe(true);
  const run = new TrainingRun(options);
  const { task, seed } = run;
  const computed = lossGradient(run.model, batchAt({ task, split: 'train', seed, index: 0, size: 4 }));
  const [[loss], gradient] = await Promise.all([computed.loss.data(), computed.gradient.data<'float32'>()]);
  tf.dispose(computed);
  await run.train();
  run.dispose();
  return { loss: loss!, gradient };
}

test.each(presets)('$preset trains in WebAssembly, all of it, as in JavaScript', async ({ preset, mixer, options }) => {
  await loadWasm();
  const heads = (options as readonly string[]).includes('heads') ? 2 : 1;
  const given: RunOptions = {
    // Longer than the 20 tokens after which a nudge comes.
    task: { name: 'mqar', settings: { pairs: 8 } },
    model: { mixer, preset, modelDim: 8, layers: 1, heads },
    training: { steps: 1, batchSize: 4, learningRate: 0.02, warmup: 1 },
    seed: 3,
  };
  const inJavaScript = await trainedOn('cpu', given);
  const { computedIn, end } = watchWasm();
  const { loss, gradient } = await trainedOn('wasm', given);
  end();
  expect([...computedIn.webAssembly].sort()).toEqual([mixer, `${mixer} gradient`]);
  expect([...computedIn.javaScript]).toEqual([]);
  expect(relativeError([loss], [inJavaScript.loss])).toBeLessThanOrEqual(2e-5);
  expect(relativeError(gradient, inJavaScript.gradient)).toBeLessThanOrEqual(2e-5);
});

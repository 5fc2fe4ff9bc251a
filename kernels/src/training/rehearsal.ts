import { dispose } from '@tensorflow/tfjs-core';
import { VLATransformer, answerCount, transformerConfig } from '../model/index.ts';
import type { TransformerConfig, TransformerOptions } from '../model/index.ts';
import { checkKeys, isCount, numberOption } from '../ops/validation/options.ts';
import { seededRandom } from '../random.ts';
import { meterTensorMemory } from '../runtime/tensorMemory.ts';
import type { Batch } from '../tasks/index.ts';
import { forgetNonFinite, loadProcessorKernels } from './device.ts';
import { lossGradient } from './gradient.ts';
import { useLightKernels } from './lightKernels/index.ts';

/** What one forward and backward step took. */
export interface MeasuredStep {
  /** Most bytes at one time: weights, what is kept for the backward pass, and what both passes work with. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly loss: number;
  readonly gradientNorm: number;
}

export interface StepSize {
  /** Sequences. Default 1. */
  readonly batchSize?: number;
}

/**
 * One forward and backward step of a new model on tfjs's active backend, on sequences of its length that ask at their end, with what it
 * took. The optimiser is not in it: it keeps two more numbers for each weight.
 *
 * @throws DeviceError where the device is lost, or computes numbers that are none
 */
export async function measureStep(options: TransformerOptions, size: StepSize = {}): Promise<MeasuredStep> {
  checkKeys('size', size, ['batchSize']);
  const { batchSize = 1 } = size;
  const config = transformerConfig(options);
  const accept = (value: number): boolean => isCount(value) && value >= 1;
  numberOption({ name: 'batchSize', value: batchSize, expected: 'an integer of at least 1', accept });
  useLightKernels();
  await loadProcessorKernels();
  const meter = meterTensorMemory();
  const started = performance.now();
  const model = new VLATransformer(config);
  try {
    const computed = lossGradient(model, exampleBatch(config, batchSize));
    const [loss, gradient] = await Promise.all([computed.loss.data(), computed.gradient.data()]);
    dispose(computed);
    let squares = 0;
    for (const value of gradient) squares += value * value;
    const gradientNorm = Math.sqrt(squares);
    return { bytes: meter.most, milliseconds: performance.now() - started, loss: loss[0]!, gradientNorm };
  } finally {
    meter.stop();
    model.dispose();
    await forgetNonFinite();
  }
}

/** Short enough to take a moment, and long enough for what grows with the length to be most of it. */
const REHEARSED = [2048, 4096] as const;

/** Kernels work with other buffers where a length is no multiple of a chunk: what is rehearsed has the remainder of the whole. */
const CHUNKS = 64;

/**
 * How many bytes {@link measureStep} would take, without taking them: two short steps on the same backend are measured, and what a token takes
 * is counted on from there. Neither softmax attention nor any other mixer keeps more than so much for a token.
 */
export async function stepBytes(options: TransformerOptions, size: StepSize = {}): Promise<number> {
  checkKeys('size', size, ['batchSize']);
  const { length } = transformerConfig(options);
  const [short, long] = REHEARSED.map((rehearsed) => rehearsed + (length % CHUNKS));
  if (length <= long) return (await measureStep(options, size)).bytes;
  const [few, more] = [
    await measureStep({ ...options, length: short }, size),
    await measureStep({ ...options, length: long }, size),
  ];
  return more.bytes + ((length - long) * (more.bytes - few.bytes)) / (long - short);
}

function exampleBatch(config: TransformerConfig, size: number): Batch {
  const { vocabulary, length, firstClass } = config;
  const random = seededRandom(1);
  const tokens = Int32Array.from({ length: size * length }, () => random.integer(vocabulary));
  const mask = Uint8Array.from(tokens, (_, i) => (i % length === length - 1 ? 1 : 0));
  const targets = Int32Array.from(tokens, () => firstClass + random.integer(answerCount(config)));
  return { size, length, tokens, targets, mask };
}

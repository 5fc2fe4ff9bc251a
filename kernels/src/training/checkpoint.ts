import { ArgumentError } from '../errors.ts';
import type { VLATransformer } from '../model/index.ts';
import { assignParameters, decodeSafetensors, encodeSafetensors, readParameters } from '../model/index.ts';
import { elementCount } from '../tensor.ts';
import type { Moments } from './adamw.ts';
import type { RunOptions } from './run.ts';

export interface Checkpoint {
  readonly options: RunOptions;
  readonly step: number;
  readonly moments: Moments;
  /** Name of the tfjs backend that computed it. Only there going on is exact to the last bit. */
  readonly backend: string;
  /** Puts the stored weights into a model of the same configuration. */
  readonly restore: (model: VLATransformer) => void;
}

/**
 * A run as a safetensors file: the model's weights under their names, the optimiser's moments as "optimizer.mean" and
 * "optimizer.variance" (all weights in order, one after the other), and as texts "config" (the model's, so that the file
 * is a model's file, too), "run", "step" and "backend". There is no state of a random generator: batch i depends on the
 * seed and i alone.
 */
export async function encodeCheckpoint({
  model,
  moments,
  step,
  options,
  backend,
}: Omit<Checkpoint, 'restore'> & { readonly model: VLATransformer }): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = await readParameters(model);
  const flat = (data: Float32Array) => ({ shape: [data.length], data });
  return encodeSafetensors({
    tensors: {
      ...parameters,
      'optimizer.mean': flat(moments.mean),
      'optimizer.variance': flat(moments.variance),
    },
    metadata: {
      format: 'vla-training-run',
      config: JSON.stringify(model.config),
      run: JSON.stringify(options),
      step: String(step),
      backend,
    },
  });
}

/** Throws ArgumentError for a file that holds no run. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const step = Number(metadata['step']);
  const moments = { mean: tensors['optimizer.mean'], variance: tensors['optimizer.variance'] };
  if (metadata['format'] !== 'vla-training-run' || !metadata['run'] || !Number.isSafeInteger(step)) {
    throw new ArgumentError('checkpoint', 'holds no training run; expected a file made by checkpoint()');
  }
  const weights = Object.entries(tensors).filter(([name]) => !name.startsWith('optimizer.'));
  const total = weights.reduce((count, [, { shape }]) => count + elementCount(shape), 0);
  if (moments.mean?.data.length !== total || moments.variance?.data.length !== total) {
    throw new ArgumentError('checkpoint', `has moments that do not fit its ${total} weights`);
  }
  return {
    options: JSON.parse(metadata['run']) as RunOptions,
    step,
    moments: { mean: moments.mean.data, variance: moments.variance.data },
    backend: metadata['backend'] ?? 'unknown',
    restore: (model) => assignParameters(model, tensors),
  };
}

import { ArgumentError } from '@vla/kernels';
import { decodeSafetensors } from '@vla/kernels/model';
import { TrainingRun, type RunOptions } from '@vla/kernels/training';
import { checkSize, weightCount } from './size.ts';

export interface StoredRun {
  readonly run: TrainingRun;
  /** tfjs backend that trained it. Only there going on is exact to the last bit. */
  readonly trainedOn: string;
}

/**
 * The run of a file from anywhere. What it says of itself is held against what is in it before a model of the sizes it
 * names is made.
 *
 * @throws ArgumentError for everything that {@link TrainingRun.checkpoint} would not have written
 */
export function openStored(bytes: Uint8Array): StoredRun {
  try {
    const trainedOn = check(bytes);
    return { run: TrainingRun.resume(bytes), trainedOn };
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError('checkpoint', `can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Returns the backend's name. */
function check(bytes: Uint8Array): string {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, run, step, backend } = metadata;
  if (format !== 'vla-training-run' || !run) {
    throw new ArgumentError('checkpoint', 'holds no training run; expected a file made by checkpoint()');
  }
  const options = JSON.parse(run) as RunOptions;
  const needed = weightCount(checkSize(options));
  let found = 0;
  for (const [name, { data }] of Object.entries(tensors)) {
    const isRight = name === 'optimizer.variance' ? isSquare : Number.isFinite;
    const wrong = data.find((value) => !isRight(value));
    if (wrong !== undefined) throw new ArgumentError('checkpoint', `has ${wrong} in "${name}"`);
    if (!name.startsWith('optimizer.')) found += data.length;
  }
  if (found !== needed) {
    throw new ArgumentError('checkpoint', `has ${found} weights; the model that it describes has ${needed}`);
  }
  const { steps } = options.training;
  if (!/^\d+$/.test(step ?? '') || Number(step) > steps) {
    throw new ArgumentError('checkpoint', `was stored after step "${step}"; expected 0 to ${steps}`);
  }
  return backend ?? 'unknown';
}

const isSquare = (value: number): boolean => Number.isFinite(value) && value >= 0;

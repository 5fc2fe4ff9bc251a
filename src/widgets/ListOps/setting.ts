import type { MixerName } from '@vla/kernels/model';
import { listOpsArena, type RunOptions } from '@vla/kernels/training';
import type { TrainingSetting } from '../Training/setting.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { rungOf } from './controls.ts';

type Values = Readonly<Record<string, number | string | boolean>>;

/** Taps of the short convolution, as in the other models that are trained on a page. */
const taps = 4;

/**
 * The run that the fields describe: the model of the rung, asked at every bracket. That is ours: the arena asks for the value of
 * the whole alone, and a page has no time to learn from so few answers.
 */
export function settingOf(values: Values): TrainingSetting {
  const { rung, mixer, backend } = values;
  const { steps, batchSize, learningRate, seed } = values as Record<string, number>;
  const preset = listOpsArena[rungOf(rung)];
  const run: RunOptions = {
    task: { name: preset.task.name, settings: { ...preset.task.settings, asked: 'brackets' } },
    model: { ...preset.model, mixer: mixer as MixerName, convolution: taps },
    training: { steps: steps!, batchSize, learningRate },
    seed,
  };
  return { racers: [run], backend: backend as BackendChoice, stop: true, workers: 'auto' };
}

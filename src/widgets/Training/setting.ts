import type { RunOptions } from '@vla/kernels/training';
import type { BackendChoice } from '../worker/protocol.ts';

/** What is trained: one model, or two that race. */
export interface TrainingSetting {
  readonly racers: readonly RunOptions[];
  readonly backend: BackendChoice;
  /** Whether a model that has solved its task is trained no further. */
  readonly stop: boolean;
  /** Workers that train together, or as many as make it faster. */
  readonly workers: 'auto' | number;
}

type Values = Readonly<Record<string, number | string | boolean>>;

/** The runs that the fields of controls.ts describe. */
export function settingOf(values: Values): TrainingSetting {
  const { mixer, rival, backend, stop, workers } = values;
  const mixers = rival === 'none' ? [mixer] : [mixer, rival];
  return {
    racers: mixers.map((name) => runOf({ ...values, mixer: name! })),
    backend: backend as BackendChoice,
    stop: stop === true,
    workers: workers === 'auto' ? 'auto' : Number(workers),
  };
}

function runOf(values: Values): RunOptions {
  const { mixer, modelDim, layers, heads, convolution, learningRate, steps, batchSize, seed } = values as Record<
    string,
    number
  >;
  return {
    task: taskOf(values),
    model: {
      ...{ mixer: mixer as never, modelDim, layers, heads, convolution, tiedHead: values['tiedHead'] === true },
      penaltyScope: values['penaltyScope'] as never,
    },
    training: { steps: steps!, batchSize, learningRate },
    seed,
  };
}

function taskOf({ task, pairs, delay, symbols, vocabulary }: Values): RunOptions['task'] {
  const settings: Readonly<Record<string, Values>> = {
    mqar: { pairs: pairs!, vocabulary: vocabulary!, distractors: 'blank' },
    'delayed-recall': { pairs: pairs!, delay: delay!, vocabulary: vocabulary! },
    copy: { symbols: symbols!, vocabulary: vocabulary! },
  };
  return { name: String(task), settings: settings[String(task)] as never };
}

import { ArgumentError } from '@vla/kernels';
import { transformerConfig, type TransformerConfig } from '@vla/kernels/model';
import { taskOf } from '@vla/kernels/tasks';
import { trainingSettings, type RunOptions } from '@vla/kernels/training';

/** Gradient and optimiser take three times as much again: with these, 2 GiB. */
const mostWeights = 2 ** 27;

/** Numbers that a step keeps for its backward pass: 4 GiB, all that WebAssembly can address. */
const mostKept = 2 ** 30;

/** Longest sequence, largest vocabulary and the like: a task makes lists of such lengths. */
const largestSetting = 2 ** 24;

/**
 * Refuses a run of absurd size before anything of it is made. What passes may still be too large for a device, which
 * then says so itself.
 *
 * @throws ArgumentError, also for every setting that can't be used
 */
export function checkSize({ task, otherTasks = [], model, training, seed = 0 }: RunOptions): TransformerConfig {
  const tasks = [task, ...otherTasks].map(({ name, settings = {} }) => {
    for (const [key, value] of Object.entries(settings)) {
      if (Number(value) > largestSetting) {
        throw new ArgumentError(`${name}.${key}`, `was ${value}; expected at most ${largestSetting}`);
      }
    }
    return taskOf(name, settings);
  });
  const length = Math.max(...tasks.map((one) => one.length));
  const config = transformerConfig({ ...model, vocabulary: tasks[0]!.vocabulary, length, seed });
  const { batchSize } = trainingSettings(training);
  const weights = weightCount(config);
  if (weights > mostWeights) {
    throw new ArgumentError('model', `would have ${weights} weights; expected at most ${mostWeights}`);
  }
  const kept = batchSize * length * keptPerToken(config);
  if (kept > mostKept) {
    const problem = `would make a step keep ${kept} numbers; expected at most ${mostKept}`;
    throw new ArgumentError(
      'batchSize',
      `was ${batchSize}, which ${problem}: the model or its sequences can be smaller, too`,
    );
  }
  return config;
}

/** Weights of a model, without making it. */
export function weightCount(config: TransformerConfig): number {
  const { vocabulary, length, modelDim, layers, heads, headDim, feedForwardDim, convolution } = config;
  const width = heads * headDim;
  const mixers: Record<TransformerConfig['mixer'], number> = {
    vla: width * headDim * config.rank + 2 * width,
    deltanet: width,
    linear: 0,
    softmax: 0,
  };
  const mixer = 4 * modelDim * width + 3 * convolution * width + mixers[config.mixer];
  const feedForward = feedForwardDim === 0 ? 0 : 2 * modelDim * feedForwardDim + feedForwardDim + 3 * modelDim;
  const embeddings =
    (vocabulary * (config.tiedHead ? 1 : 2) + (config.positions === 'learned' ? length : 0)) * modelDim;
  return embeddings + layers * (2 * modelDim + mixer + feedForward) + 2 * modelDim;
}

/** Less than what is kept of one token, for it counts the largest parts alone. */
function keptPerToken({
  modelDim,
  layers,
  heads,
  headDim,
  feedForwardDim,
  convolution,
  mixer,
  rank,
}: TransformerConfig): number {
  const projected = heads * headDim * (4 + 3 * convolution + (mixer === 'vla' ? rank : 0));
  return layers * (2 * modelDim + projected + 2 * feedForwardDim);
}

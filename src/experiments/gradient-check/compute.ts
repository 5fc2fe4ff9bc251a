import type { Backend, HostTensor } from '@vla/kernels';
import { openSession } from '@vla/kernels';
import { centralDifferences, relativeError } from '@vla/kernels/math';
import { seededRandom } from '@vla/kernels/random';
import { pause } from '../../lib/compute/pause.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { OperatorName } from '@vla/kernels/labels';
import type { Case } from './cases.ts';
import { asGradients, cases, lossOf } from './cases.ts';
import type { Config } from './definition.ts';
import type { Tensors } from './draws.ts';
import { drawsOf } from './draws.ts';

/** Relative Frobenius norms of differences, the largest over the tensors of a call, over seeds. */
export interface Checked {
  readonly id: string;
  readonly label: string;
  readonly operator: OperatorName;
  /** Closed form against central differences, both float64. */
  readonly differences: Summary;
  readonly largestDifference: number;
  /** float32 in plain code on the processor against the closed form in float64. */
  readonly processor: Summary;
  /** Where the run took place against the closed form in float64. */
  readonly device: Summary;
  readonly largestDevice: number;
  /** Where that was: some options are left to the processor. */
  readonly ranOn: Backend;
}

export interface Data {
  readonly cases: readonly Checked[];
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const processor = await openSession({ backend: 'cpu' });
  const checked: Checked[] = [];
  for (const [index, one] of cases.entries()) {
    const bySeed: Deviations[] = [];
    let ranOn: Backend = runtime.backend;
    for (let i = 0; i < config.seeds; i++) {
      onProgress({ fraction: (index + i / config.seeds) / cases.length, message: one.label });
      const draws = drawsOf(seededRandom(seed + i), config);
      const [inputs, weights] = [one.inputs(draws), one.weights(draws)];
      const call = { ...inputs, ...asGradients(weights) } as never;
      const exact = one.gradient(call) as Tensors;
      const onProcessor = await one.run(call, { session: processor, signal });
      const { ran, ...onDevice } = await one.run(call, { session: runtime, signal });
      ranOn = ran.backend;
      bySeed.push({
        differences: largestError(exact, differencesOf(one, inputs, weights)),
        processor: largestError(onProcessor as unknown as Tensors, exact),
        device: largestError(onDevice as unknown as Tensors, exact),
      });
      await pause(signal);
    }
    const over = (what: keyof Deviations): number[] => bySeed.map((deviations) => deviations[what]);
    const { id, label, operator } = one;
    checked.push({
      ...{ id, label, operator, ranOn },
      differences: summary(over('differences')),
      largestDifference: Math.max(...over('differences')),
      processor: summary(over('processor')),
      device: summary(over('device')),
      largestDevice: Math.max(...over('device')),
    });
  }
  return { cases: checked };
};

type Deviations = Readonly<Record<'differences' | 'processor' | 'device', number>>;

/** The gradient of the loss with respect to every input, from the operator alone. */
function differencesOf({ forward }: Case, inputs: Tensors, weights: Tensors): Tensors {
  const gradient = (name: string): HostTensor => {
    const { shape, data } = inputs[name];
    const loss = (moved: Float64Array): number =>
      lossOf(forward({ ...inputs, [name]: { shape, data: moved } } as never), weights);
    // A is symmetric, and so is the gradient with respect to it: entries move together with their mirror images.
    const move = name === 'initialInverse' ? moveMirrored(shape[shape.length - 1]) : undefined;
    return { shape, data: centralDifferences(loss, data, { move }) };
  };
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, gradient(name)]));
}

function moveMirrored(size: number) {
  return (x: Float64Array, i: number, by: number): void => {
    x[i] += by / 2;
    x[(i % size) * size + Math.floor(i / size)] += by / 2;
  };
}

/** Over the tensors of `expected`. */
function largestError(actual: Tensors, expected: Tensors): number {
  return Math.max(...Object.entries(expected).map(([name, { data }]) => relativeError(actual[name].data, data)));
}

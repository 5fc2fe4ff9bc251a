import type { HostTensor } from '@vla/kernels';
import { matrixAt, norm } from '@vla/kernels/math';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import { logarithmicSteps } from '../../lib/compute/steps.ts';
import { stack } from '../../lib/compute/tensors.ts';
import type { Follow } from '../../lib/compute/trajectory.ts';
import { followDeltaNet, followLinear, followVla } from '../../lib/compute/trajectory.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config, Distribution } from './definition.ts';
import { distributions } from './definition.ts';
import { inputsOf } from './inputs.ts';

export type Operator = 'linear' | 'linearUnit' | 'vla' | 'deltanet';

export interface Data {
  /** Steps after which the norms were taken. */
  readonly steps: readonly number[];
  /** ‖S_t‖_F at those steps, over seeds. */
  readonly norms: Readonly<Record<Distribution, Readonly<Record<Operator, readonly Summary[]>>>>;
  /** ‖S‖ of linear attention (with its own keys, with unit keys) over ‖S‖ of VLA at step 1,000, seed by seed. */
  readonly ratios: Readonly<Record<Distribution, { readonly ownKeys: Summary; readonly unitKeys: Summary }>>;
}

/** Where the published ratio was taken. */
const ratioStep = 1000;

/** ‖S‖ by stop, seed and distribution. */
type Norms = number[][][];

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, length, headSize, lambda0 } = config;
  onProgress({ fraction: 0, message: 'drawing inputs' });
  const drawn = await forEachSeed({
    seed,
    count: seeds,
    signal,
    draw: (random) => distributions.map(({ value }) => inputsOf[value](random, { steps: length, headSize, lambda0 })),
  });
  const rows = (part: keyof LayerOutputs): HostTensor =>
    stack(
      drawn.map((perDistribution) => perDistribution.map((outputs) => outputs[part])),
      headSize,
    );
  const inputs = { k: rows('keys'), v: rows('values'), u: rows('directions') };
  const features = { k: rows('features'), v: inputs.v };

  const stops = logarithmicSteps(length, 32, [ratioStep, 10_000]);
  const follow = (done: number, share: number, message: string): Follow => ({
    runtime,
    signal,
    stops,
    onStep: (step) => onProgress({ fraction: done + (share * step) / length, message }),
  });
  const norms: Record<Operator, Norms> = { vla: [], deltanet: [], linear: [], linearUnit: [] };
  for await (const { result } of followVla(inputs, { lambda0 }, follow(0, 0.55, 'VLA'))) {
    norms.vla.push(normsOf(result.finalMemory));
  }
  const others = [
    ['deltanet', followDeltaNet(inputs, follow(0.55, 0.25, 'DeltaNet'))],
    ['linear', followLinear(features, follow(0.8, 0.1, 'linear attention'))],
    ['linearUnit', followLinear(inputs, follow(0.9, 0.1, 'linear attention, unit keys'))],
  ] as const;
  for (const [operator, run] of others) for await (const { memory } of run) norms[operator].push(normsOf(memory));
  return describe(stops, norms);
};

function normsOf(memory: HostTensor): number[][] {
  const [batch, heads] = memory.shape;
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: heads }, (_, h) => norm(matrixAt(memory, b * heads + h).data)),
  );
}

function describe(steps: readonly number[], norms: Readonly<Record<Operator, Norms>>): Data {
  const bySeed = (operator: Operator, stop: number, h: number) => norms[operator][stop].map((heads) => heads[h]);
  const perDistribution = <Result>(make: (h: number) => Result) =>
    Object.fromEntries(distributions.map(({ value }, h) => [value, make(h)])) as Record<Distribution, Result>;
  const ratio = (operator: Operator, h: number): Summary => {
    const stop = steps.indexOf(ratioStep);
    const vla = bySeed('vla', stop, h);
    return summary(bySeed(operator, stop, h).map((value, i) => value / vla[i]));
  };
  return {
    steps,
    norms: perDistribution((h) => {
      const curve = (operator: Operator) => steps.map((_, stop) => summary(bySeed(operator, stop, h)));
      return {
        linear: curve('linear'),
        linearUnit: curve('linearUnit'),
        vla: curve('vla'),
        deltanet: curve('deltanet'),
      };
    }),
    ratios: perDistribution((h) => ({ ownKeys: ratio('linear', h), unitKeys: ratio('linearUnit', h) })),
  };
}

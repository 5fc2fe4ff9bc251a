import type { HostTensor } from '@vla/kernels';
import { matrixAt } from '@vla/kernels/math';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { stage } from '../../lib/compute/stage.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import { logarithmicSteps } from '../../lib/compute/steps.ts';
import { stack } from '../../lib/compute/tensors.ts';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Gap } from './best.ts';
import { bestMemory, gapOf, sumsAt } from './best.ts';
import type { Config, Family, Form, Penalty } from './definition.ts';
import { families, forms, lambdas, penalties } from './definition.ts';
import type { Drawn } from './inputs.ts';
import { draw } from './inputs.ts';

/** Over seeds, at every stop. */
export interface Curve {
  readonly missed: readonly Summary[];
  readonly distance: readonly Summary[];
}

export interface Data {
  readonly steps: readonly number[];
  readonly lambdas: readonly number[];
  /** A curve for each λ0. */
  readonly curves: Readonly<Record<Family, Readonly<Record<Penalty, Readonly<Record<Form, readonly Curve[]>>>>>>;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, length, headSize } = config;
  onProgress({ fraction: 0, message: 'drawing inputs' });
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const rows = (part: keyof Drawn): HostTensor =>
    stack(
      drawn.map((byFamily) => families.map((family) => byFamily[family][part])),
      headSize,
    );
  const [k, v, directions] = [rows('keys'), rows('values'), rows('directions')];
  const none = { shape: k.shape, data: new Float32Array(k.data.length) };
  const written: Readonly<Record<Penalty, Readonly<Record<'without' | 'with', HostTensor>>>> = {
    constant: { without: none, with: k },
    layer: { without: directions, with: interleaved(directions, k) },
  };

  const stops = logarithmicSteps(length, 24);
  const sums = drawn.flatMap((byFamily) => families.map((family) => sumsAt(byFamily[family], headSize, stops)));
  await pause(signal);
  const curves = empty();
  const runs = lambdas.flatMap((lambda0) =>
    penalties.flatMap((penalty) => forms.map((form) => ({ lambda0, penalty, form }))),
  );
  for (const [index, { lambda0, penalty, form }] of runs.entries()) {
    const part = stage(onProgress, {
      from: index / runs.length,
      to: (index + 1) / runs.length,
      message: `λ₀ = ${lambda0}`,
    });
    const u = written[penalty][form === 'vla' ? 'without' : 'with'];
    const options = { lambda0, write: form === 'plain' ? 'plain' : 'normalized' } as const;
    const byStop: Gap[][] = [];
    for await (const { step, result } of followVla({ k, v, u }, options, { runtime, signal, stops })) {
      const stop = byStop.length;
      byStop.push(
        sums.map((sequence, row) =>
          gapOf(matrixAt(result.finalMemory, row), bestMemory(sequence[stop], lambda0, penalty === 'layer')),
        ),
      );
      part(step / length);
      await pause(signal);
    }
    families.forEach((family, h) => curves[family][penalty][form].push(curveOf(byStop, h)));
  }
  return { steps: stops, lambdas, curves };
};

/** Two directions a step, [B,H,T,2,D]. */
function interleaved(first: HostTensor, second: HostTensor): HostTensor {
  const [batch, heads, steps, size] = first.shape;
  const data = new Float32Array(2 * first.data.length);
  for (let row = 0; row < batch * heads * steps; row++) {
    data.set(first.data.subarray(row * size, (row + 1) * size), 2 * row * size);
    data.set(second.data.subarray(row * size, (row + 1) * size), (2 * row + 1) * size);
  }
  return { shape: [batch, heads, steps, 2, size], data };
}

function curveOf(byStop: readonly (readonly Gap[])[], h: number): Curve {
  const over = (pick: (gap: Gap) => number): Summary[] =>
    byStop.map((gaps) => summary(gaps.filter((_, row) => row % families.length === h).map(pick)));
  return { missed: over(({ missed }) => missed), distance: over(({ distance }) => distance) };
}

function empty() {
  const byForm = (): Record<Form, Curve[]> => ({ vla: [], gram: [], plain: [] });
  const byPenalty = (): Record<Penalty, Record<Form, Curve[]>> => ({ constant: byForm(), layer: byForm() });
  return { elu: byPenalty(), gaussian: byPenalty() } satisfies Record<Family, unknown>;
}

import type { HostTensor, Session } from '@vla/kernels';
import { deltaNet, linearAttention, vla } from '@vla/kernels';
import { pause } from '../../lib/compute/pause.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { mean } from '../../lib/compute/statistics.ts';
import { sequences, sliceSteps, stack } from '../../lib/compute/tensors.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import { untrainedLayer } from '../../lib/compute/untrainedLayer.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { keyLengths, lambdas, strengths } from './definition.ts';

/** Over the random sequences. */
export interface Range {
  readonly mean: number;
  readonly smallest: number;
  readonly largest: number;
}

/** By the length of the key, and then by what the chart is drawn against. */
export interface Data {
  readonly deltanet: readonly (readonly number[])[];
  readonly vla: readonly (readonly Range[])[];
  readonly linear: number;
}

/** A step that writes nothing new, taken from the identity, ends at the matrix by which it multiplies a memory. */
export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, before } = config;
  const say = (fraction: number, message: string): void => onProgress({ fraction, message });
  say(0, 'drawing keys');
  const drawn = await forEachSeed({
    ...{ seed, count: seeds, signal },
    draw: (random) => untrainedLayer({ random, steps: before + 1, headSize, modelSize: 128, weightScale: 0.02 }),
  });
  const lastKey = drawn[0].keys.slice(before * headSize);
  say(0.1, 'DeltaNet');
  const deltanet = await deltaNetSteps(lastKey, runtime);
  const linear = await linearStep(lastKey, runtime);
  const byLambda: Range[][] = [];
  for (const [i, lambda0] of lambdas.entries()) {
    say((i + 1) / (lambdas.length + 1), `VLA, λ₀ = ${lambda0}`);
    byLambda.push(await vlaSteps(drawn, { headSize, before, lambda0 }, runtime));
    await pause(signal);
  }
  return { deltanet, vla: keyLengths.map((_, i) => byLambda.map((ranges) => ranges[i])), linear };
};

/** The eigenvalue that is not 1 of a matrix that differs from the identity by an outer product, for each of a batch. */
function eigenvalues({ shape, data }: HostTensor): number[] {
  const [batch, , size] = shape;
  return Array.from({ length: batch }, (_, b) => {
    let trace = 0;
    for (let i = 0; i < size; i++) trace += data[(b * size + i) * size + i];
    return trace - (size - 1);
  });
}

/** [B,1,D,D] */
function identities(batch: number, size: number): HostTensor {
  return sequences([batch, 1, size, size], (row, { t }) => row.fill(1, t, t + 1));
}

/** One step of each of a batch: its key, and values of zero. What is read is not along the key, where nothing may be left to compare. */
function step(keys: readonly Float32Array[]): { q: HostTensor; k: HostTensor; v: HostTensor } {
  const size = keys[0].length;
  const rows = (list: readonly Float32Array[]): HostTensor =>
    stack(
      list.map((row) => [row]),
      size,
    );
  const first = Float32Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0));
  return { q: rows(keys.map(() => first)), k: rows(keys), v: rows(keys.map(() => new Float32Array(size))) };
}

const scaled = (key: Float32Array, length: number): Float32Array => key.map((value) => length * value);

async function deltaNetSteps(key: Float32Array, session: Session): Promise<number[][]> {
  const places = keyLengths.flatMap((length) => strengths.map((strength) => ({ length, strength })));
  const { finalMemory } = await deltaNet(
    {
      ...step(places.map(({ length }) => scaled(key, length))),
      beta: { shape: [places.length, 1, 1], data: Float32Array.from(places, ({ strength }) => strength) },
      initialMemory: identities(places.length, key.length),
    },
    { session },
  );
  const all = eigenvalues(finalMemory);
  return keyLengths.map((_, i) => all.slice(i * strengths.length, (i + 1) * strengths.length));
}

async function linearStep(key: Float32Array, session: Session): Promise<number> {
  const { finalMemory } = await linearAttention(
    { ...step([key]), initialMemory: identities(1, key.length) },
    { session },
  );
  return eigenvalues(finalMemory)[0];
}

/** For each length of the key, over the drawn sequences. */
async function vlaSteps(
  drawn: readonly LayerOutputs[],
  { headSize, before, lambda0 }: Pick<Config, 'headSize' | 'before'> & { readonly lambda0: number },
  session: Session,
): Promise<Range[]> {
  const rows = (part: keyof LayerOutputs): HostTensor =>
    stack(
      drawn.map((outputs) => [outputs[part]]),
      headSize,
    );
  const [k, u, v] = [rows('keys'), rows('directions'), rows('values')];
  const earlier = (tensor: HostTensor): HostTensor => sliceSteps(tensor, 0, before);
  const { finalInverse } = await vla(
    { q: earlier(k), k: earlier(k), v: earlier(v), u: earlier(u) },
    { lambda0, session },
  );
  const ranges: Range[] = [];
  for (const length of keyLengths) {
    const last = drawn.map(({ keys }) => scaled(keys.slice(before * headSize), length));
    const { finalMemory } = await vla(
      {
        ...{ ...step(last), u: sliceSteps(u, before, before + 1), initialInverse: finalInverse },
        initialMemory: identities(drawn.length, headSize),
      },
      { lambda0, session },
    );
    const all = eigenvalues(finalMemory);
    ranges.push({ mean: mean(all), smallest: Math.min(...all), largest: Math.max(...all) });
  }
  return ranges;
}

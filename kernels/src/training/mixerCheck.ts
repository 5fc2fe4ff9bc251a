import { dispose, tensor, valueAndGrads } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  deltaNet,
  deltaNetGradient,
  linearAttention,
  linearAttentionGradient,
  openSession,
  softmaxAttention,
  softmaxAttentionGradient,
  vla,
  vlaGradient,
} from '../index.ts';
import type { HostTensor, Session } from '../index.ts';
import type { MixerName, TransformerConfig } from '../model/index.ts';
import { seededRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { adapterOf } from '../runtime/adapter.ts';
import { selfCheck } from '../runtime/selfCheck.ts';
import { elementCount } from '../tensor.ts';
import { activeDevice } from './device.ts';

/** Sequences of a step, and their length. */
interface StepSize {
  readonly size: number;
  readonly length: number;
}

type Tensors = Record<string, HostTensor>;

/** What a mixer's operator is given, and how it and its gradient are called. */
interface Mixer {
  readonly inputs: (random: Random, shape: readonly number[], rank: number) => Tensors;
  readonly onTensors: (inputs: never, lambda0: number) => { readonly output: Tensor };
  readonly onArrays: (inputs: never, options: { lambda0: number; session: Session }) => Promise<object>;
  readonly gradient: (inputs: never, options: { lambda0: number; session: Session }) => Promise<object>;
}

/** Which devices have computed which mixers right. */
const checked = new WeakMap<GPUDevice, Set<string>>();

/**
 * Compares one forward pass and one gradient of the mixer, at the size of a training step, with the processor, for one
 * head: training on a device reads nothing back but the loss, and a gradient that is wrong would go unseen. Does nothing
 * on the processor, and on a device that has passed before.
 *
 * @throws DeviceError('self-check') with both values
 */
export async function checkMixer(config: TransformerConfig, step: StepSize): Promise<void> {
  const device = activeDevice();
  if (!device) return;
  const { mixer, heads, headDim, lambda0, rank } = config;
  const kind = JSON.stringify({ mixer, heads, headDim, lambda0, rank, ...step });
  const passed = checked.get(device) ?? new Set();
  checked.set(device, passed);
  if (passed.has(kind)) return;
  const { inputs: draw } = mixers[mixer];
  const shape = [step.size, heads, step.length, headDim];
  const random = seededRandom(1);
  const inputs = draw(random, shape, rank);
  const outputGradient = normals(random, shape);
  const onDevice = await compute(mixers[mixer], { ...inputs, outputGradient }, lambda0);
  const head = step.size * heads - 1;
  const [reference, float32] = await Promise.all(
    (['reference', 'cpu'] as const).map((backend) =>
      computeHead(mixers[mixer], ofHead({ ...inputs, outputGradient }, head), lambda0, backend),
    ),
  );
  for (const [name, { data }] of Object.entries(reference!)) {
    const given = onDevice[name]!;
    selfCheck({
      name: `${mixer} on ${adapterOf(device).label}, before the first step of training: ${name}`,
      device: given.subarray(head * data.length, (head + 1) * data.length),
      reference: data,
      float32: () => float32![name]!.data,
    });
  }
  passed.add(kind);
}

/** The output, and the gradient of each input, on tfjs's device. */
async function compute(
  { onTensors }: Mixer,
  { outputGradient, ...inputs }: Tensors & { readonly outputGradient: HostTensor },
  lambda0: number,
): Promise<Record<string, Float32Array>> {
  const names = Object.keys(inputs);
  const toTensor = ({ shape, data }: HostTensor): Tensor => tensor(Float32Array.from(data), [...shape]);
  const given = names.map((name) => toTensor(inputs[name]!));
  const dy = toTensor(outputGradient);
  const outputOf = (...list: Tensor[]): Tensor =>
    onTensors(Object.fromEntries(names.map((name, i) => [name, list[i]!])) as never, lambda0).output;
  const { value, grads } = valueAndGrads(outputOf)(given, dy);
  try {
    const numbers = await Promise.all([value, ...grads].map((one) => one.data()));
    const labels = ['the output', ...names.map(gradientLabel)];
    return Object.fromEntries(labels.map((label, i) => [label, numbers[i] as Float32Array]));
  } finally {
    dispose([...given, dy, value, ...grads]);
  }
}

/** The same of one head on the processor. */
async function computeHead(
  { onArrays, gradient }: Mixer,
  { outputGradient, ...inputs }: Tensors & { readonly outputGradient: HostTensor },
  lambda0: number,
  backend: 'reference' | 'cpu',
): Promise<Tensors> {
  const options = { lambda0, session: await openSession({ backend }) };
  const { output } = (await onArrays(inputs as never, options)) as Tensors;
  const gradients = (await gradient({ ...inputs, outputGradient } as never, options)) as Tensors;
  const labelled = Object.keys(inputs).map((name) => [gradientLabel(name), gradients[name]!]);
  return { 'the output': output!, ...Object.fromEntries(labelled) };
}

const gradientLabel = (name: string): string => `the gradient of ${name}`;

/** One head's part of tensors [B,H,…]. */
function ofHead<Given extends Tensors>(inputs: Given, head: number): Given {
  const entries = Object.entries(inputs).map(([name, { shape, data }]): [string, HostTensor] => {
    const [B, H, ...rest] = shape;
    const length = data.length / (B! * H!);
    return [name, { shape: [1, 1, ...rest], data: data.subarray(head * length, (head + 1) * length) }];
  });
  return Object.fromEntries(entries) as Given;
}

function normals(random: Random, shape: readonly number[]): HostTensor {
  return { shape, data: random.fillNormal(new Float32Array(elementCount(shape))) };
}

/** Positive numbers, as features are. */
function positives(random: Random, shape: readonly number[]): HostTensor {
  const { data } = normals(random, shape);
  return { shape, data: data.map((value) => Math.abs(value) + 0.1) };
}

/** Numbers between 0 and 1. */
function strengths(random: Random, shape: readonly number[]): HostTensor {
  const { data } = normals(random, shape);
  return { shape, data: data.map((value) => 1 / (1 + Math.exp(-value))) };
}

/** Vectors along the last axis, scaled to one length. */
function ofLength(length: number, { shape, data }: HostTensor): HostTensor {
  const size = shape.at(-1)!;
  const scaled = Float32Array.from(data);
  for (let start = 0; start < scaled.length; start += size) {
    const row = scaled.subarray(start, start + size);
    const factor = length / Math.hypot(...row);
    for (let i = 0; i < size; i++) row[i]! *= factor;
  }
  return { shape, data: scaled };
}

/** Numbers like those that the layers hand to their operators. */
const mixers: Readonly<Record<MixerName, Mixer>> = {
  vla: {
    inputs(random, [B, H, T, D], rank) {
      const shape = [B!, H!, T!, D!];
      return {
        q: positives(random, shape),
        k: ofLength(1, positives(random, shape)),
        v: normals(random, shape),
        u: ofLength(1 / Math.sqrt(D!), normals(random, [B!, H!, T!, rank, D!])),
      };
    },
    onTensors: (inputs, lambda0) => vla(inputs, { lambda0 }) as never,
    onArrays: (inputs, options) => vla(inputs, options),
    gradient: (inputs, options) => vlaGradient(inputs, options),
  },
  deltanet: {
    inputs: (random, shape) => ({
      q: normals(random, shape),
      k: ofLength(1, normals(random, shape)),
      v: normals(random, shape),
      beta: strengths(random, shape.slice(0, 3)),
    }),
    onTensors: (inputs) => deltaNet(inputs) as never,
    onArrays: (inputs, { session }) => deltaNet(inputs, { session }),
    gradient: (inputs, { session }) => deltaNetGradient(inputs, { session }),
  },
  linear: {
    inputs: (random, shape) => ({
      q: positives(random, shape),
      k: positives(random, shape),
      v: normals(random, shape),
    }),
    onTensors: (inputs) => linearAttention(inputs) as never,
    onArrays: (inputs, { session }) => linearAttention(inputs, { session }),
    gradient: (inputs, { session }) => linearAttentionGradient(inputs, { session }),
  },
  softmax: {
    inputs: (random, shape) => ({
      q: normals(random, shape),
      k: normals(random, shape),
      v: normals(random, shape),
    }),
    onTensors: (inputs) => softmaxAttention(inputs) as never,
    onArrays: (inputs, { session }) => softmaxAttention(inputs, { session }),
    gradient: (inputs, { session }) => softmaxAttentionGradient(inputs, { session }),
  },
};

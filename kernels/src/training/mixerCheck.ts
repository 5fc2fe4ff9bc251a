import { dispose, tensor, valueAndGrads } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { openSession } from '../index.ts';
import type { HostTensor } from '../index.ts';
import { VLALayer } from '../layers/vlaLayer.ts';
import type { TransformerConfig } from '../model/index.ts';
import { mixerLayer } from '../model/parts.ts';
import { runGradient } from '../ops/call/gradient.ts';
import { runOperator } from '../ops/call/run.ts';
import { exampleInputs } from '../ops/example.ts';
import type { Operator, Problem, RunOptions } from '../ops/operator.ts';
import { operators } from '../ops/operators.ts';
import type { VlaOptions } from '../ops/vla/types.ts';
import { seededRandom } from '../random.ts';
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
  const { mixer, heads, headDim, rank, strengthLimit } = config;
  const options = optionsOf(config);
  const kind = JSON.stringify({ mixer, options, heads, headDim, rank, strengthLimit, ...step });
  const passed = checked.get(device) ?? new Set();
  checked.set(device, passed);
  if (passed.has(kind)) return;
  const operator: Operator = operators[mixer];
  const sizes = { B: step.size, H: heads, T: step.length, D: headDim, Dv: headDim, R: rank };
  const random = seededRandom(1);
  const inputs = withStrengths(exampleInputs(operator, random, sizes), mixer === 'deltanet' ? strengthLimit : 1);
  const shape = [sizes.B, sizes.H, sizes.T, sizes.Dv];
  const outputGradient = { shape, data: random.fillNormal(new Float32Array(elementCount(shape))) };
  const onDevice = await compute(operator, { ...inputs, outputGradient }, options);
  const head = step.size * heads - 1;
  const [reference, float32] = await Promise.all(
    (['reference', 'cpu'] as const).map((backend) =>
      computeHead(operator, ofHead({ ...inputs, outputGradient }, head), options, backend),
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

/** Those that the mixer's layer calls the operator with. */
function optionsOf(config: TransformerConfig): RunOptions {
  const layer = mixerLayer(config, 0);
  if (!(layer instanceof VLALayer)) return {};
  const { lambda0, ...options } = layer.operatorOptions;
  // Of writes that are not scaled, those of a small λ0 would grow along such keys as the check has, in every precision.
  const given: VlaOptions & RunOptions = {
    ...options,
    lambda0: options.write === 'plain' ? Math.max(1, lambda0) : lambda0,
  };
  return given;
}

/** The output, and the gradient of each input, on tfjs's device. */
async function compute(
  operator: Operator,
  { outputGradient, ...inputs }: Tensors & { readonly outputGradient: HostTensor },
  options: RunOptions,
): Promise<Record<string, Float32Array>> {
  const names = Object.keys(inputs);
  const toTensor = ({ shape, data }: HostTensor): Tensor => tensor(Float32Array.from(data), [...shape]);
  const given = names.map((name) => toTensor(inputs[name]!));
  const dy = toTensor(outputGradient);
  const outputOf = (...list: Tensor[]): Tensor => {
    const tensors = Object.fromEntries(names.map((name, i) => [name, list[i]!]));
    return runOperator<Problem, RunOptions, { readonly output: Tensor }>(operator, tensors, options).output;
  };
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
  operator: Operator,
  { outputGradient, ...inputs }: Tensors & { readonly outputGradient: HostTensor },
  options: RunOptions,
  backend: 'reference' | 'cpu',
): Promise<Tensors> {
  const here = { ...options, session: await openSession({ backend }) };
  const { output } = await runOperator<Problem, RunOptions, Promise<Tensors>>(operator, inputs, here);
  const gradients = await runGradient<Problem, RunOptions, Tensors>(operator, { ...inputs, outputGradient }, here);
  const labelled = Object.keys(inputs).map((name) => [gradientLabel(name), gradients[name]!]);
  return { 'the output': output!, ...Object.fromEntries(labelled) };
}

const gradientLabel = (name: string): string => `the gradient of ${name}`;

/** Write strengths as large as the mixer has them. */
function withStrengths({ beta, ...others }: Tensors, limit: number): Tensors {
  if (!beta || limit === 1) return { ...others, ...(beta && { beta }) };
  return { ...others, beta: { ...beta, data: beta.data.map((share) => limit * share) } };
}

/** One head's part of tensors [B,H,…]. */
function ofHead<Given extends Tensors>(inputs: Given, head: number): Given {
  const entries = Object.entries(inputs).map(([name, { shape, data }]): [string, HostTensor] => {
    const [B, H, ...rest] = shape;
    const length = data.length / (B! * H!);
    return [name, { shape: [1, 1, ...rest], data: data.subarray(head * length, (head + 1) * length) }];
  });
  return Object.fromEntries(entries) as Given;
}

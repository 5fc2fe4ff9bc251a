import { selfCheck } from '../runtime/selfCheck.ts';
import type { HostTensor } from '../tensor.ts';
import type { HostJob } from './hostJob.ts';
import { runAtOnce } from './hostJob.ts';

type Tensors = Readonly<Record<string, HostTensor | null | undefined>>;

interface Sizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
}

interface Problem {
  readonly sizes: Sizes;
  readonly inputs: object;
}

/** Results that have a row per token; all others belong to the end of the sequence. */
const PER_TOKEN = ['output', 'writeDirections', 'errors'];

/** Floating-point operations that a check may cost: some milliseconds on a processor. */
export const CHECK_FLOPS = 1e7;

/**
 * Compares a device's result with the float64 reference: of one head, drawn at random, the first `steps` tokens,
 * and the final state where that is all of them.
 *
 * @throws DeviceError('self-check') with both values; or what the reference throws, when it diverges
 */
export function checkOnHost<P extends Problem>(args: {
  readonly operator: string;
  readonly problem: P;
  readonly result: object;
  readonly steps: number;
  readonly reference: (problem: P) => HostJob<object>;
  readonly float32: (problem: P) => HostJob<object>;
}): void {
  const { operator, problem, reference, float32 } = args;
  const { B, H, T } = problem.sizes;
  const steps = Math.max(1, Math.min(T, Math.floor(args.steps)));
  const head = Math.floor(Math.random() * B * H);
  const sample = sampleOf(problem, head, steps);
  const expected = runAtOnce(reference(sample)) as Tensors;
  let onProcessor: Tensors | null = null;
  for (const [name, tensor] of Object.entries(expected)) {
    if (!tensor || (steps < T && !PER_TOKEN.includes(name))) continue;
    const given = (args.result as Tensors)[name]!;
    const perHead = given.data.length / (B * H);
    selfCheck({
      name: `${operator}, ${name} of batch ${Math.floor(head / H)}, head ${head % H}, first ${steps} steps`,
      device: given.data.subarray(head * perHead, head * perHead + tensor.data.length),
      reference: tensor.data,
      float32: () => (onProcessor ??= runAtOnce(float32(sample)) as Tensors)[name]!.data,
    });
  }
}

/** The problem of one head and its first tokens. Inputs called initial… have no time axis. */
function sampleOf<P extends Problem>(problem: P, head: number, steps: number): P {
  const { B, H, T } = problem.sizes;
  const inputs = Object.entries(problem.inputs as Tensors).map(([name, tensor]) => {
    if (!tensor) return [name, tensor];
    const perHead = tensor.data.length / (B * H);
    const isState = name.startsWith('initial');
    const length = isState ? perHead : (perHead / T) * steps;
    const shape = isState ? [1, 1, ...tensor.shape.slice(2)] : [1, 1, steps, ...tensor.shape.slice(3)];
    return [name, { shape, data: tensor.data.subarray(head * perHead, head * perHead + length) }];
  });
  return { ...problem, sizes: { ...problem.sizes, B: 1, H: 1, T: steps }, inputs: Object.fromEntries(inputs) };
}

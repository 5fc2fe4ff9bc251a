import { selfCheck } from '../../runtime/selfCheck.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';

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

/** As many operations a millisecond of the job, where its kind was checked before: about an eighth of its time. */
const REPEATED_FLOPS = 4e4;
/** Fewer steps would not reach from one chunk into the next. */
const FEWEST_STEPS = 24;

/** Kinds of job that were checked with the whole budget, by the adapter of the session that ran them. */
const checked = new WeakMap<object, Set<string>>();

/** The share of the budget for a job: all of it for the first of its kind in a session. */
function budgetShare(kind: string, { adapter, milliseconds }: RunReport): number {
  const kinds = checked.get(adapter) ?? new Set();
  checked.set(adapter, kinds);
  if (!kinds.has(kind)) {
    kinds.add(kind);
    return 1;
  }
  return Math.min(1, (milliseconds * REPEATED_FLOPS) / CHECK_FLOPS);
}

/**
 * Compares a device's result with the float64 reference: of one head, drawn at random, the first `steps` tokens,
 * and the final state where that is all of them. Where a session ran a job of the same sizes and form before, fewer
 * tokens, so that the check takes a small share of the job's time.
 *
 * @throws DeviceError('self-check') with both values; or what the reference throws, when it diverges
 */
export function checkOnHost<P extends Problem>(args: {
  readonly operator: string;
  readonly problem: P;
  readonly result: { readonly ran: RunReport };
  readonly steps: number;
  readonly reference: (problem: P) => HostJob<object>;
  readonly float32: (problem: P) => HostJob<object>;
}): void {
  const { operator, problem, reference, float32 } = args;
  const { B, H, T } = problem.sizes;
  const { ran } = args.result;
  const share = budgetShare(`${operator} ${ran.form} ${JSON.stringify(problem.sizes)}`, ran);
  const wanted = share < 1 ? Math.max(FEWEST_STEPS, args.steps * share) : args.steps;
  const steps = Math.max(1, Math.floor(Math.min(T, args.steps, wanted)));
  const head = Math.floor(Math.random() * B * H);
  const sample = sampleOf(problem, head, steps);
  const expected = runAtOnce(reference(sample)) as Tensors;
  let onProcessor: Tensors | null = null;
  for (const [name, tensor] of Object.entries(expected)) {
    if (!tensor || (steps < T && !PER_TOKEN.includes(name))) continue;
    const given = (args.result as unknown as Tensors)[name]!;
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

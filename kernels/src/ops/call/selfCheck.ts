import { selfCheck } from '../../runtime/selfCheck.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { runAtOnce } from '../host/job.ts';
import type { Operator, Problem } from '../operator.ts';
import { axesOf, hasTokens } from '../validation/axes.ts';

type Tensors = Readonly<Record<string, HostTensor | null | undefined>>;

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
export function checkOnProcessor<P extends Problem>({
  operator,
  problem,
  result,
}: {
  readonly operator: Operator<P>;
  readonly problem: P;
  readonly result: { readonly ran: RunReport };
}): void {
  const { B, H, T } = problem.sizes;
  const { ran } = result;
  const most = stepsWithin(operator, problem.sizes);
  const share = budgetShare(`${operator.name} ${ran.form} ${JSON.stringify(problem.sizes)}`, ran);
  const steps = share < 1 ? Math.min(most, Math.max(FEWEST_STEPS, Math.floor(most * share))) : most;
  const head = Math.floor(Math.random() * B * H);
  const sample = sampleOf(operator, problem, head, steps);
  const expected = runAtOnce(operator.reference(sample)) as Tensors;
  let onProcessor: Tensors | null = null;
  for (const [name, tensor] of Object.entries(expected)) {
    // The final state belongs to the end of the sequence.
    if (!tensor || (steps < T && !isPerToken(operator, name))) continue;
    const given = (result as unknown as Tensors)[name]!;
    const perHead = given.data.length / (B * H);
    selfCheck({
      name: `${operator.label}, ${name} of batch ${Math.floor(head / H)}, head ${head % H}, first ${steps} steps`,
      device: given.data.subarray(head * perHead, head * perHead + tensor.data.length),
      reference: tensor.data,
      float32: () => (onProcessor ??= runAtOnce(operator.cpu(sample)) as Tensors)[name]!.data,
    });
  }
}

type StateResults = Readonly<Record<string, readonly { readonly result: string }[]>>;

/** How many tokens of a head cost no more than {@link CHECK_FLOPS}, at least one. */
function stepsWithin<P extends Problem>(operator: Operator<P>, sizes: P['sizes']): number {
  let [enough, tooMany] = [1, sizes.T + 1];
  while (tooMany - enough > 1) {
    const T = Math.floor((enough + tooMany) / 2);
    if (operator.flops({ ...sizes, T }) <= CHECK_FLOPS) enough = T;
    else tooMany = T;
  }
  return enough;
}

function isPerToken({ states }: { readonly states: StateResults }, result: string): boolean {
  return !Object.values(states).some((parts) => parts.some((part) => part.result === result));
}

/** The problem of one head and its first tokens. */
function sampleOf<P extends Problem>(operator: Operator<P>, problem: P, head: number, steps: number): P {
  const { B, H, T } = problem.sizes;
  const inputs = Object.entries(problem.inputs).map(([name, tensor]) => {
    if (!tensor) return [name, tensor];
    const perHead = tensor.data.length / (B * H);
    const ofTokens = hasTokens(axesOf(operator.inputs, name));
    const length = ofTokens ? (perHead / T) * steps : perHead;
    const shape = ofTokens ? [1, 1, steps, ...tensor.shape.slice(3)] : [1, 1, ...tensor.shape.slice(2)];
    return [name, { shape, data: tensor.data.subarray(head * perHead, head * perHead + length) }];
  });
  return { ...problem, sizes: { ...problem.sizes, B: 1, H: 1, T: steps }, inputs: Object.fromEntries(inputs) };
}

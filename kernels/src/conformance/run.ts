import { ArgumentError } from '../errors.ts';
import { relativeError } from '../math/vector.ts';
import { deltaNetGradient } from '../ops/deltanet/gradient.ts';
import { deltaNet } from '../ops/deltanet/index.ts';
import { linearAttentionGradient } from '../ops/linear/gradient.ts';
import { linearAttention } from '../ops/linear/index.ts';
import { softmaxAttentionGradient } from '../ops/softmax/gradient.ts';
import { softmaxAttention } from '../ops/softmax/index.ts';
import type { RunOptions } from '../ops/types.ts';
import { chooseForm } from '../ops/vla/form.ts';
import { vlaGradient } from '../ops/vla/gradient/index.ts';
import { ON_PROCESSOR, vlaGradientObstacle } from '../ops/vla/gradient/shape.ts';
import { vla } from '../ops/vla/index.ts';
import { formatShape } from '../ops/validation/describe.ts';
import { vlaProblem, vlaSettings } from '../ops/vla/problem.ts';
import type { Session } from '../runtime/session.ts';
import type { Backend, Form, RunReport } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import type { GoldenCase, OperatorName } from './golden.ts';
import { gradientToleranceOf, toleranceOf } from './tolerance.ts';

/** One compared tensor. */
export interface Comparison {
  readonly op: OperatorName;
  readonly backend: Backend;
  readonly form: Form;
  readonly tensor: string;
  /** ‖actual − expected‖ / ‖expected‖ in float64; null where there was no result to compare. */
  readonly relativeError: number | null;
  readonly ok: boolean;
}

/** A tensor that a golden file has and that is not computed in this form on this backend. */
export interface Skipped {
  readonly op: OperatorName;
  readonly backend: Backend;
  readonly form: Form;
  readonly tensor: string;
  /** The reason. */
  readonly skipped: string;
}

export interface ConformanceRun {
  readonly lines: readonly (Comparison | Skipped)[];
  /** Why there was no result, or one of another shape; else null. */
  readonly problem: string | null;
}

/** The forms that can compute a case: the step-by-step one ("full" for softmax), and VLA's others where its options allow. */
export function formsOf({ op, inputs, options }: GoldenCase): Form[] {
  if (op === 'softmax') return ['full'];
  if (op !== 'vla') return ['recurrent', 'chunk'];
  return ['recurrent', ...(['chunk', 'parallel'] as const).filter(honours)];

  function honours(form: 'chunk' | 'parallel'): boolean {
    try {
      chooseForm(vlaProblem(inputs as never, options as never), form, { form, reason: '' });
      return true;
    } catch (error) {
      // A malformed case has no such form either; running the step-by-step one tells what is wrong with it.
      if (error instanceof ArgumentError) return false;
      throw error;
    }
  }
}

/**
 * Runs a case in one form on one session, and compares every tensor and every gradient that the file expects. Never
 * throws.
 */
export async function runConformance(golden: GoldenCase, session: Session, form: Form): Promise<ConformanceRun> {
  const { expected, gradients } = golden;
  const { backend } = session;
  const run = { session, form };
  const forward = await attempt(() => call(golden, run), run);
  const lines: (Comparison | Skipped)[] = compare(golden, run, expected, forward.results, toleranceOf(golden, backend));
  const problem = forward.problem ?? misshapen(expected, forward.results);
  const names = Object.keys(gradients);
  if (names.length === 0) return { lines, problem };
  const skipped = noGradient(golden, run);
  if (skipped) {
    const { op } = golden;
    lines.push(...names.map((name): Skipped => ({ op, backend, form, tensor: `gradients.${name}`, skipped })));
    return { lines, problem };
  }
  const backward = await attempt(() => callGradient(golden, run), run);
  const tolerance = gradientToleranceOf(golden, backend);
  lines.push(...compare(golden, run, gradients, backward.results, tolerance, 'gradients.'));
  return { lines, problem: problem ?? backward.problem ?? misshapen(gradients, backward.results, 'gradients.') };
}

interface Run {
  readonly session: Session;
  readonly form: Form;
}

type Tensors = Readonly<Partial<Record<string, HostTensor>>>;

/** What a call gives, or why it gives nothing. */
async function attempt(
  action: () => Promise<{ ran: RunReport }>,
  { session, form }: Run,
): Promise<{ results: Tensors; problem: string | null }> {
  try {
    const { ran, ...results } = await action();
    checkReport(ran, session.backend, form);
    return { results: results as Tensors, problem: null };
  } catch (error) {
    return { results: {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

function compare(
  { op }: GoldenCase,
  { session: { backend }, form }: Run,
  expected: Tensors,
  results: Tensors,
  tolerance: number,
  prefix = '',
): Comparison[] {
  return Object.entries(expected).map(([name, target]): Comparison => {
    const actual = results[name];
    const error = actual && sameShape(actual, target!) ? relativeError(actual.data, target!.data) : NaN;
    const ok = error <= tolerance;
    const tensor = `${prefix}${name}`;
    return { op, backend, form, tensor, relativeError: Number.isFinite(error) ? error : null, ok };
  });
}

const sameShape = (a: HostTensor, b: HostTensor): boolean => String(a.shape) === String(b.shape);

/** A file that expects another shape than there is, in words; null when none does. */
function misshapen(expected: Tensors, results: Tensors, prefix = ''): string | null {
  for (const [name, target] of Object.entries(expected)) {
    const actual = results[name];
    if (actual && !sameShape(actual, target!)) {
      const [is, expects] = [actual, target!].map(({ shape }) => formatShape(shape));
      return `${prefix}${name}: has the shape ${is}; the file expects ${expects}`;
    }
  }
  return null;
}

/** Why there is no gradient in this form on this backend, or null. */
function noGradient({ op, inputs, options }: GoldenCase, { session, form }: Run): string | null {
  const onDevice = session.backend === 'webgpu';
  if (form === 'parallel') return `the gradient of ${op} has no form "${form}"`;
  if (!onDevice || op !== 'vla') return null;
  const hasInitialInverse = inputs['initialInverse'] !== undefined;
  const obstacle = vlaGradientObstacle({ options: vlaSettings(options as never), hasInitialInverse });
  return obstacle && `${obstacle}: ${ON_PROCESSOR}`;
}

function call({ op, inputs, options, expected }: GoldenCase, run: RunOptions): Promise<{ ran: RunReport }> {
  const tensors = inputs as never;
  const all = { ...options, ...run };
  if (op === 'deltanet') return deltaNet(tensors, all);
  if (op === 'linear') return linearAttention(tensors, all);
  if (op === 'softmax') return softmaxAttention(tensors, all);
  const keepIntermediates = 'writeDirections' in expected || 'errors' in expected;
  return vla(tensors, { ...all, ...(keepIntermediates && { keepIntermediates }) } as never);
}

function callGradient(golden: GoldenCase, run: RunOptions): Promise<{ ran: RunReport }> {
  const { op, inputs, outputGradient, options } = golden;
  const tensors = { ...inputs, outputGradient } as never;
  const all = { ...options, ...run };
  if (op === 'deltanet') return deltaNetGradient(tensors, all);
  if (op === 'linear') return linearAttentionGradient(tensors, all);
  if (op === 'softmax') return softmaxAttentionGradient(tensors, all);
  return vlaGradient(tensors, all as never);
}

/** A number counts for a backend and a form only if these are what computed it. */
function checkReport(ran: RunReport, backend: Backend, form: Form): void {
  if (ran.backend === backend && ran.form === form) return;
  throw new Error(`asked for ${backend}, ${form}, but ${ran.backend}, ${ran.form} ran`);
}

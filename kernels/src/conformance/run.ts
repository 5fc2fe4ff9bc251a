import { ArgumentError } from '../errors.ts';
import { relativeError } from '../math/vector.ts';
import { deltaNet } from '../ops/deltanet/index.ts';
import { linearAttention } from '../ops/linear/index.ts';
import { softmaxAttention } from '../ops/softmax/index.ts';
import type { RunOptions } from '../ops/types.ts';
import { chooseForm } from '../ops/vla/form.ts';
import { vla } from '../ops/vla/index.ts';
import { vlaProblem } from '../ops/vla/problem.ts';
import type { Session } from '../runtime/session.ts';
import type { Backend, Form, RunReport } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import type { GoldenCase, OperatorName } from './golden.ts';
import { toleranceOf } from './tolerance.ts';

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

/** A tensor that a golden file has and this package does not compute yet. */
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
  /** Why there was no result, or null. */
  readonly problem: string | null;
}

/** The forms that can compute a case: the step-by-step one ("full" for softmax), and VLA's chunks where its options allow. */
export function formsOf({ op, inputs, options }: GoldenCase): Form[] {
  if (op === 'softmax') return ['full'];
  if (op !== 'vla') return ['recurrent'];
  try {
    const problem = vlaProblem(inputs as never, options as never);
    chooseForm(problem, 'chunk', { form: 'chunk', reason: '' });
    return ['recurrent', 'chunk'];
  } catch (error) {
    // A malformed case has no chunk form either; running the other one tells what is wrong with it.
    if (error instanceof ArgumentError) return ['recurrent'];
    throw error;
  }
}

/** Runs a case in one form on one session, and compares every tensor that the file expects. Never throws. */
export async function runConformance(golden: GoldenCase, session: Session, form: Form): Promise<ConformanceRun> {
  const { op, expected, gradients } = golden;
  const { backend } = session;
  let results: Partial<Record<string, HostTensor>> = {};
  let problem: string | null = null;
  try {
    const { ran, ...tensors } = await call(golden, { session, form });
    checkReport(ran, backend, form);
    results = tensors as Partial<Record<string, HostTensor>>;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const tolerance = toleranceOf(golden, backend);
  const compared = Object.entries(expected).map(([tensor, target]): Comparison => {
    const actual = results[tensor];
    const comparable = actual !== undefined && String(actual.shape) === String(target.shape);
    const error = comparable ? relativeError(actual.data, target.data) : NaN;
    const ok = error <= tolerance;
    return { op, backend, form, tensor, relativeError: Number.isFinite(error) ? error : null, ok };
  });
  const skipped = Object.keys(gradients).map((name): Skipped => {
    const tensor = `gradients.${name}`;
    return { op, backend, form, tensor, skipped: 'gradients are not implemented' };
  });
  return { lines: [...compared, ...skipped], problem };
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

/** A number counts for a backend and a form only if these are what computed it. */
function checkReport(ran: RunReport, backend: Backend, form: Form): void {
  if (ran.backend === backend && ran.form === form) return;
  throw new Error(`asked for ${backend}, ${form}, but ${ran.backend}, ${ran.form} ran`);
}

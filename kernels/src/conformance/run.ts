import { ArgumentError, messageOf } from '../errors.ts';
import { relativeError } from '../math/vector.ts';
import { runGradient } from '../ops/call/gradient.ts';
import { ON_PROCESSOR } from '../ops/call/plan.ts';
import { runOperator } from '../ops/call/run.ts';
import type { Operator, RunOptions } from '../ops/operator.ts';
import { operators } from '../ops/operators.ts';
import type { OperatorName } from '../ops/labels.ts';
import { formatShape } from '../ops/validation/options.ts';
import type { Session } from '../runtime/session.ts';
import type { Backend, Form, RunReport } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import { checkSession } from '../runtime/sessionCheck.ts';
import { oneOf, optional } from '../shapes.ts';
import { goldenCase } from './golden.ts';
import type { GoldenCase } from './golden.ts';
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

const aBackend = oneOf('reference', 'cpu', 'wasm', 'webgpu');
const aForm = oneOf('recurrent', 'chunk', 'parallel', 'full');

/** The forms that can compute a case on a backend: those that its options allow, and that are there. */
export function formsOf(golden: GoldenCase, backend?: Backend): Form[] {
  goldenCase('golden', golden);
  optional(aBackend)('backend', backend);
  const { op, inputs, options } = golden;
  const operator: Operator = operators[op];
  try {
    const problem = operator.problem(inputs, options);
    const forms = backend === 'wasm' ? (operator.wasm?.forms ?? []) : operator.forms;
    return forms.filter((form) => !operator.obstacle?.(problem, form));
  } catch (error) {
    // Of a malformed case, the first form reports what is wrong with it.
    if (error instanceof ArgumentError) return [operator.forms[0]];
    throw error;
  }
}

/**
 * Runs a case in one form on one session, and compares every tensor and every gradient that the file expects. What goes wrong in a run is
 * a `problem`, and thrown is only an ArgumentError where an argument is none.
 */
export async function runConformance(golden: GoldenCase, session: Session, form: Form): Promise<ConformanceRun> {
  goldenCase('golden', golden);
  if (session === undefined)
    throw new ArgumentError('session', 'was undefined; expected a session: await openSession()');
  checkSession(session);
  aForm('form', form);
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
    return { results: {}, problem: messageOf(error) };
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
  const operator: Operator = operators[op];
  const { forms, onlyOnProcessor } = operator.gradient;
  if (!forms.includes(form)) return `the gradient of ${op} has no form "${form}"`;
  const problem = operator.problem(inputs, options);
  if (session.backend !== 'webgpu' || !onlyOnProcessor) return null;
  const { sizes, options: settings } = problem;
  const obstacle = onlyOnProcessor({ sizes, options: settings, given: new Set(Object.keys(inputs)) }, form);
  return obstacle && `${obstacle}: ${ON_PROCESSOR}`;
}

function call({ op, inputs, options, expected }: GoldenCase, run: RunOptions): Promise<{ ran: RunReport }> {
  const operator: Operator = operators[op];
  const usual = operator.results({});
  const keepIntermediates = Object.keys(expected).some((name) => !Object.hasOwn(usual, name));
  return runOperator(operator, inputs, { ...options, ...run, ...(keepIntermediates && { keepIntermediates }) });
}

function callGradient(
  { op, inputs, outputGradient, options }: GoldenCase,
  run: RunOptions,
): Promise<{ ran: RunReport }> {
  return runGradient(operators[op] as Operator, { ...inputs, outputGradient }, { ...options, ...run });
}

/** A number counts for a backend and a form only if these are what computed it. */
function checkReport(ran: RunReport, backend: Backend, form: Form): void {
  if (ran.backend === backend && ran.form === form) return;
  throw new Error(`asked for ${backend}, ${form}, but ${ran.backend}, ${ran.form} ran`);
}

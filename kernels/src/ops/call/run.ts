import { DeviceError, DivergedError, tokenPlace } from '../../errors.ts';
import { unlessAborted } from '../../runtime/abort.ts';
import { hostAdapter } from '../../runtime/adapter.ts';
import { sharedSession } from '../../runtime/session.ts';
import type { WebGpuSession } from '../../runtime/session.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { asFloat32 } from '../host/float32.ts';
import { runInSlices } from '../host/job.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import { hasTokens } from '../validation/axes.ts';
import { takeInputs } from '../validation/inputs.ts';
import { anOperator } from '../validation/shapes.ts';
import { arraysInWasm } from './arraysInWasm.ts';
import type { PlannedForm } from './form.ts';
import { hostJob } from './hostJob.ts';
import type { HostRun } from './hostJob.ts';
import { runPaddedTensors } from './paddedTensors.ts';
import { addedByPadding, inputsToTheFront, placesOf, takePadding, toTheirPlaces, without } from './padding.ts';
import { checkProvided, planForCall } from './plan.ts';
import { checkOnProcessor } from './selfCheck.ts';
import { packStates, resultShapes, statesOf, unpackStates } from './states.ts';
import { holdsTensors } from './tensorKind.ts';
import { runOnTensors } from './tfjs.ts';

/** Results of a call by name, and what ran. */
type Results<X> = Readonly<Record<string, X>> & { readonly ran: RunReport };

/** Runs an operator: arrays give a promise, tensors give tensors at once. The public function says which results there are. */
export function runOperator<P extends Problem, Options extends RunOptions, Result>(
  operator: Operator<P, Options>,
  inputs: object,
  options: Options,
): Result {
  anOperator('operator', operator);
  if (holdsTensors(inputs, operator.inputs)) {
    const { padding, options: others } = takePadding(options);
    const onTensors = operator as unknown as Operator<Problem, RunOptions>;
    return (
      padding ? runPaddedTensors(onTensors, inputs, others, padding) : runOnTensors(onTensors, inputs, others)
    ) as Result;
  }
  return runArrays(operator, inputs, options) as Result;
}

/** Runs an operator on arrays, of which each sequence is as if it were alone. */
async function runArrays<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  inputs: object,
  given: Options,
): Promise<Results<HostTensor>> {
  const { padding, options } = takePadding(given);
  if (!padding) return runOnArrays(operator, inputs, options);
  const tensors = takeInputs(inputs, operator.inputs) as Record<string, HostTensor>;
  const problem = operator.problem(tensors, options);
  const places = placesOf(padding, problem.sizes);
  if (!places) return runOnArrays(operator, tensors, options);
  const { ran, ...results } = await runOnArrays(operator, inputsToTheFront(operator, tensors, places), options);
  const axes = operator.results(options);
  const added = addedByPadding(operator, problem, places);
  const restored = Object.entries(results as Record<string, HostTensor>).map(([name, result]) => {
    if (hasTokens(axes[name]!)) return [name, toTheirPlaces(result, places)];
    return [name, added[name] ? without(result, added[name]) : result];
  });
  return { ...Object.fromEntries(restored), ran } as Results<HostTensor>;
}

async function runOnArrays<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  inputs: object,
  options: Options,
): Promise<Results<HostTensor>> {
  const placed = isOnWasm(options) ? arraysInWasm(operator, inputs, options) : null;
  if (placed) {
    // A copy, since the warning looks at them when all is computed, and the caller may have changed them by then.
    const kept = operator.warning ? takeInputs(inputs, operator.inputs) : {};
    return withWarning(operator, { inputs: kept, options }, runJob({ operator: operator.name, run: placed, options }));
  }
  const problem = operator.problem(inputs, options);
  return withWarning(operator, { inputs: problem.inputs, options }, runProblem(operator, problem, options));
}

async function runProblem<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  problem: P,
  options: Options,
): Promise<Results<HostTensor>> {
  const session = options.session ?? (await unlessAborted(sharedSession(), options.signal));
  if (session.backend === 'webgpu') return runOnDevice(operator, session, problem, options);
  const run = hostJob(operator, session.backend, problem, options);
  return runJob({ operator: operator.name, run, options });
}

/** Results with what is to be said of the inputs. Where they diverged, it says why. */
async function withWarning<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  { inputs, options }: { readonly inputs: object; readonly options: Options },
  results: Promise<Results<HostTensor>>,
): Promise<Results<HostTensor>> {
  const warningOf = (given: Readonly<Record<string, HostTensor>> | null): string | null =>
    operator.warning?.(inputs as Problem['inputs'], options, given) ?? null;
  try {
    const { ran, ...tensors } = await results;
    const warning = warningOf(tensors as Record<string, HostTensor>);
    return (warning === null ? await results : { ...tensors, ran: { ...ran, warning } }) as Results<HostTensor>;
  } catch (error) {
    const warning = error instanceof DivergedError ? warningOf(null) : null;
    throw warning === null ? error : (error as DivergedError).because(warning);
  }
}

/** Whether a call names a session of the backend "wasm". Its options were not checked yet. */
export function isOnWasm(options: RunOptions | null): boolean {
  return options?.session?.backend === 'wasm';
}

/** Runs a job on the processor and reports what ran. */
export async function runJob(args: {
  readonly operator: string;
  readonly run: HostRun;
  readonly options: RunOptions;
}): Promise<Results<HostTensor>> {
  const { operator, run, options } = args;
  const { job, backend, form, reason } = run;
  const start = performance.now();
  const result = await runInSlices(job, options);
  const milliseconds = performance.now() - start;
  const adapter = hostAdapter(backend);
  const ran = { operator, backend, form, reason, adapter, dispatches: 0, submissions: 0, milliseconds };
  return { ...result, ran } as Results<HostTensor>;
}

async function runOnDevice<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  session: WebGpuSession,
  problem: P,
  options: Options,
): Promise<Results<HostTensor>> {
  const planned = planForCall(operator, problem, options, session);
  const asked = (options.form ?? 'auto') !== 'auto';
  const result = await runCall(operator, session, problem, options, planned);
  const other = operator.retry?.(problem, result, planned.form, asked) ?? null;
  if (!other) return checked(operator, session, problem, result);
  const again = { ...planForCall(operator, problem, { ...options, form: other.form }, session), reason: other.reason };
  return checked(operator, session, problem, await runCall(operator, session, problem, options, again));
}

async function runCall<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  session: WebGpuSession,
  problem: P,
  options: Options,
  planned: PlannedForm,
): Promise<Results<HostTensor>> {
  const shapes = resultShapes(operator, problem, options);
  const states = statesOf(operator, problem, shapes);
  const { outputs, ran } = await runPlan({
    operator: operator.name,
    session,
    planned,
    inputs: { ...tensorsOf(planned, problem.inputs), ...packStates(states, problem.inputs) },
    sizes: problem.sizes,
    options,
  });
  const perToken = planned.plan.buffers.filter(({ role }) => role === 'output');
  const results = perToken.map(({ name }) => [name, { shape: shapes[name]!, data: outputs[name]! }]);
  return { ...Object.fromEntries(results), ...unpackStates(states, outputs, shapes), ran } as Results<HostTensor>;
}

/** The inputs of a plan in float32; zeros for a tensor that is null. */
export function tensorsOf(planned: PlannedForm, tensors: Problem['inputs']): Record<string, Float32Array> {
  const { plan } = planned;
  checkProvided(planned, new Set(Object.keys(tensors)));
  const wanted = plan.buffers.filter(({ role }) => role === 'input');
  return Object.fromEntries(
    wanted.map(({ name, words }) => {
      const tensor = tensors[name];
      return [name, tensor ? asFloat32(tensor) : new Float32Array(words)];
    }),
  );
}

/** Runs a plan on the device and reports what ran. A result that is not finite is reported as the step it diverged at. */
export async function runPlan(args: {
  readonly operator: string;
  readonly session: WebGpuSession;
  readonly planned: PlannedForm;
  /** Copies, which nobody changes meanwhile (see takeInputs). */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly sizes: Problem['sizes'];
  readonly options: RunOptions;
}): Promise<{ readonly outputs: Record<string, Float32Array>; readonly ran: RunReport }> {
  const { operator, session, planned, inputs, sizes, options } = args;
  const { plan, form, reason } = planned;
  const { outputs, ...counts } = await session
    .execute(plan, inputs, { ...options, unchanging: true })
    .catch((error: unknown) => {
      throw error instanceof DeviceError ? withStep(error, planned, sizes) : error;
    });
  const { backend, adapter } = session;
  return { outputs, ran: { operator, backend, form, reason, adapter, kernel: plan.name, ...counts } };
}

/** Outputs of the operators' plans are laid out [B,H,T,…], so a position in one is a step. */
function withStep(error: DeviceError, { plan }: PlannedForm, { B, H, T }: Problem['sizes']): DeviceError {
  const buffer = plan.buffers.find(({ name }) => name === error.position?.buffer);
  if (error.fault !== 'non-finite' || !error.position || !buffer) return error;
  if (buffer.role !== 'output') return new DeviceError('non-finite', `diverged: ${error.message}`, error.position);
  const token = Math.floor(error.position.index / (buffer.words / (B * H * T)));
  return new DivergedError(tokenPlace(token, { H, T }), error.message, error.position);
}

function checked<P extends Problem>(
  operator: Operator<P>,
  session: WebGpuSession,
  problem: P,
  result: Results<HostTensor>,
): Results<HostTensor> {
  if (session.selfCheck) checkOnProcessor({ operator, problem, result });
  return result;
}

import { openSession, sharedSession } from '../../runtime/session.ts';
import type { HostSession, WebGpuSession } from '../../runtime/session.ts';
import type { DeviceTraits, Form, RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { DeviceGradient } from './deviceGradient.ts';
import { asFloat32, tensorsInFloat32 } from '../host/float32.ts';
import { gradientName, inShapesOf, inputOf } from './gradientProblem.ts';
import type { GradientProblem } from './gradientProblem.ts';
import type { HostJob } from '../host/job.ts';
import { runOnDevice } from './runOnDevice.ts';
import { runOnHost } from './runOnHost.ts';
import type { RunOptions } from '../types.ts';

type Tensors = Readonly<Record<string, HostTensor | null>>;
type Sizes = { readonly B: number; readonly H: number; readonly T: number };

/** How the gradient of an operator is computed from arrays. */
export interface GradientRun<Result extends object> {
  readonly operator: string;
  /** Tensors of the call, and the gradients with respect to its results. */
  readonly inputs: object;
  readonly problem: GradientProblem<{ readonly sizes: Sizes; readonly inputs: Tensors }, string>;
  readonly options: RunOptions;
  /** On the processor. */
  readonly form: Form;
  readonly formReason: string;
  readonly hostJobs: HostJobs<Result>;
  readonly onDevice: (device: DeviceTraits) => DeviceGradient;
  /** Why a device can't do this, and leaves it to the processor; or null. */
  readonly obstacle: string | null;
}

/** How the processor computes a gradient. */
export interface HostJobs<Result extends object> {
  /** In float64, and with float32 state, where the form is not by chunks. */
  readonly reference: () => HostJob<Result>;
  readonly cpu: () => HostJob<Result>;
  /** By chunks in float64, which "cpu" rounds at the end. */
  readonly chunked?: () => HostJob<Result>;
}

/** Runs the gradient of an operator, and gives each gradient the shape of the tensor it belongs to. */
export async function runGradient<Result extends object>(
  run: GradientRun<Result>,
): Promise<Result & { readonly ran: RunReport }> {
  const { options, form, obstacle } = run;
  const inputs = shapesOf(run.inputs);
  const operator = `${run.operator} gradient`;
  const given = options.session ?? (await sharedSession());
  if (given.backend === 'webgpu' && !obstacle) return runPlan({ ...run, inputs }, given) as Promise<never>;
  const session = given.backend === 'webgpu' ? ((await openSession({ backend: 'cpu' })) as HostSession) : given;
  const formReason = given.backend === 'webgpu' ? obstacle! : run.formReason;
  const { ran, ...gradients } = await runOnHost({
    operator,
    session,
    job: hostJob(run, session.backend),
    form,
    formReason,
    options,
  });
  return { ...inShapesOf(inputs, gradients as never), ran } as never;
}

/** Shapes of the call's tensors, which the gradients get, as they are now. */
function shapesOf(inputs: object): Record<string, Pick<HostTensor, 'shape'>> {
  const given = (Object.entries(inputs) as [string, HostTensor | undefined][]).filter(([, tensor]) => tensor);
  return Object.fromEntries(given.map(([name, tensor]) => [name, { shape: [...tensor!.shape] }]));
}

function hostJob<Result extends object>(
  { form, hostJobs: { reference, cpu, chunked } }: GradientRun<Result>,
  backend: HostSession['backend'],
): HostJob<Result> {
  if (form !== 'chunk') return backend === 'cpu' ? cpu() : reference();
  const job = chunked!();
  return backend === 'cpu' ? { ...job, finish: () => tensorsInFloat32(job.finish()) } : job;
}

async function runPlan(
  { operator, inputs, problem, options, onDevice }: GradientRun<object>,
  session: WebGpuSession,
): Promise<Record<string, HostTensor> & { readonly ran: RunReport }> {
  const { forward, gradients } = problem;
  const tensors: Tensors = {
    ...forward.inputs,
    ...Object.fromEntries(Object.entries(gradients).map(([result, gradient]) => [gradientName(result), gradient])),
  };
  const { plan, form, formReason } = onDevice({ limits: session.limits, adapter: session.adapter });
  const wanted = plan.buffers.filter(({ role }) => role === 'input');
  const { outputs, ran } = await runOnDevice({
    operator: `${operator} gradient`,
    session,
    plan,
    // A result that the loss does not depend on has the gradient zero.
    inputs: Object.fromEntries(
      wanted.map(({ name, words }) => {
        const tensor = tensors[name];
        return [name, tensor ? asFloat32(tensor) : new Float32Array(words)];
      }),
    ),
    sizes: forward.sizes,
    form,
    formReason,
    options,
  });
  const data = Object.entries(outputs).map(([name, numbers]) => [inputOf(name), { data: numbers }]);
  return { ...inShapesOf(inputs, Object.fromEntries(data)), ran } as never;
}

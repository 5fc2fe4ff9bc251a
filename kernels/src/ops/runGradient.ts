import { openSession, sharedSession } from '../runtime/session.ts';
import type { HostSession } from '../runtime/session.ts';
import type { Form, RunReport } from '../runtime/types.ts';
import { inShapesOf } from './gradientProblem.ts';
import type { HostJob } from './hostJob.ts';
import { runOnHost } from './runOnHost.ts';
import type { RunOptions } from './types.ts';

/** Runs the gradient of an operator, and gives each gradient the shape of the tensor it belongs to. */
export async function runGradient<Tensors extends object>(args: {
  readonly operator: string;
  readonly inputs: object;
  readonly options: RunOptions;
  readonly form: Form;
  /** Default: the operator has this form only. */
  readonly formReason?: string;
  readonly job: (backend: HostSession['backend']) => HostJob<Tensors>;
}): Promise<Tensors & { readonly ran: RunReport }> {
  const { operator, inputs, options, form, job, formReason = 'the only form' } = args;
  const session = await processorOf(options);
  const { ran, ...gradients } = await runOnHost({
    operator: `${operator} gradient`,
    session,
    job: job(session.backend),
    form,
    formReason,
    options,
  });
  return { ...inShapesOf(inputs, gradients as never), ran } as Tensors & { readonly ran: RunReport };
}

/** Where to compute. A session on a device has no gradients of arrays: the processor takes them, and the report says so. */
async function processorOf({ session: given }: RunOptions): Promise<HostSession> {
  const session = given ?? (await sharedSession());
  return session.backend === 'webgpu' ? ((await openSession({ backend: 'cpu' })) as HostSession) : session;
}

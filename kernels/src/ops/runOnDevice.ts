import type { KernelPlan } from '../runtime/plan.ts';
import type { WebGpuSession } from '../runtime/session.ts';
import type { Form, RunReport } from '../runtime/types.ts';
import type { RunOptions } from './types.ts';

/** Runs a plan on the device and reports what ran. */
export async function runOnDevice(args: {
  readonly operator: string;
  readonly session: WebGpuSession;
  readonly plan: KernelPlan;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly form: Form;
  readonly formReason: string;
  readonly options: RunOptions;
}): Promise<{ readonly outputs: Record<string, Float32Array>; readonly ran: RunReport }> {
  const { operator, session, plan, inputs, form, formReason, options } = args;
  const { outputs, dispatches, milliseconds } = await session.execute(plan, inputs, options);
  const { backend, adapter } = session;
  return { outputs, ran: { operator, backend, form, formReason, adapter, dispatches, milliseconds } };
}

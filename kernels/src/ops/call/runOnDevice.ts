import { DeviceError } from '../../errors.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { WebGpuSession } from '../../runtime/session.ts';
import type { Form, RunReport } from '../../runtime/types.ts';
import type { RunOptions } from '../types.ts';

/** Runs a plan on the device and reports what ran. Its inputs are an operator's own (see takeInputs). A result that is not finite is told as the step it diverged at. */
export async function runOnDevice(args: {
  readonly operator: string;
  readonly session: WebGpuSession;
  readonly plan: KernelPlan;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly sizes: { readonly B: number; readonly H: number; readonly T: number };
  readonly form: Form;
  readonly formReason: string;
  readonly options: RunOptions;
}): Promise<{ readonly outputs: Record<string, Float32Array>; readonly ran: RunReport }> {
  const { operator, session, plan, inputs, form, formReason, options } = args;
  const { outputs, ...counts } = await session
    .execute(plan, inputs, { ...options, unchanging: true })
    .catch((error: unknown) => {
      throw error instanceof DeviceError ? withStep(error, args) : error;
    });
  const { backend, adapter } = session;
  return { outputs, ran: { operator, backend, form, formReason, adapter, ...counts } };
}

/** Outputs of the operators' plans are laid out [B,H,T,…], so a position in one is a step. */
function withStep(
  error: DeviceError,
  { plan, sizes: { B, H, T } }: { plan: KernelPlan; sizes: { B: number; H: number; T: number } },
): DeviceError {
  const buffer = plan.buffers.find(({ name }) => name === error.position?.buffer);
  if (error.fault !== 'non-finite' || !error.position || !buffer) return error;
  if (buffer.role !== 'output') return new DeviceError('non-finite', `diverged: ${error.message}`, error.position);
  const token = Math.floor(error.position.index / (buffer.words / (B * H * T)));
  const head = Math.floor(token / T);
  const where = `at step ${token % T} of batch ${Math.floor(head / H)}, head ${head % H}`;
  return new DeviceError('non-finite', `diverged ${where}: ${error.message}`, error.position);
}

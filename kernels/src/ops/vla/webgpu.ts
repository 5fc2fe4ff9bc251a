import { DeviceError } from '../../errors.ts';
import type { WebGpuSession } from '../../runtime/session.ts';
import { CHECK_FLOPS, checkOnHost } from '../call/selfCheck.ts';
import { asFloat32 } from '../host/float32.ts';
import type { PlannedForm } from '../call/fittingPlan.ts';
import { runOnDevice } from '../call/runOnDevice.ts';
import type { RunOptions, VlaResult } from '../types.ts';
import { vlaCpuJob } from './host/cpu.ts';
import { vlaOnDevice } from './devicePlan.ts';
import { startsDefinite } from './definite.ts';
import { packVlaState, unpackVlaState } from './deviceState.ts';
import { chooseForm } from './form.ts';
import { preferredDeviceForm } from './preferredForm.ts';
import type { VlaProblem } from './problem.ts';
import { vlaReferenceJob } from './reference.ts';

/** VLA on the session's device. Rejects with DeviceError when the device gives no result. */
export async function vlaOnWebGpu(
  session: WebGpuSession,
  problem: VlaProblem,
  options: RunOptions,
): Promise<VlaResult> {
  const choice = chooseForm(problem, options.form ?? 'auto', preferredDeviceForm(problem.sizes, session.adapter));
  const onlyChoice = (options.form ?? 'auto') !== 'auto';
  const planned = vlaOnDevice(problem, { ...options, choice, onlyChoice }, session);
  const result = await runPlan(session, problem, options, planned);
  if (planned.form === 'recurrent' || !hasSkips(result)) return result;
  // A pivot that could not be used: chunks do not hold for these inputs.
  if (options.form === planned.form)
    throw new DeviceError(
      'non-finite',
      startsDefinite(problem)
        ? `diverged: A is no longer positive definite; lambda0 is too small for float32. "recurrent" tells the step`
        : `an update would be skipped, which the ${planned.form} form can not do; use "recurrent"`,
    );
  const recurrent = {
    form: 'recurrent',
    reason: `the ${planned.form} form met an update that has to be skipped`,
  } as const;
  return runPlan(session, problem, options, vlaOnDevice(problem, { choice: recurrent, onlyChoice: true }, session));
}

async function runPlan(
  session: WebGpuSession,
  problem: VlaProblem,
  options: RunOptions,
  { plan, form, formReason }: PlannedForm,
): Promise<VlaResult> {
  const { inputs, sizes } = problem;
  const { B, H, T, D, Dv, R } = sizes;
  const { outputs, ran } = await runOnDevice({
    operator: 'vla',
    session,
    plan,
    inputs: {
      q: asFloat32(inputs.q),
      k: asFloat32(inputs.k),
      v: asFloat32(inputs.v),
      u: asFloat32(inputs.u),
      state: packVlaState(problem),
    },
    sizes,
    form,
    formReason,
    options,
  });
  const result = {
    output: { shape: [B, H, T, Dv], data: outputs['output'] },
    ...unpackVlaState(outputs['state'], sizes),
    ...(problem.options.keepIntermediates && {
      writeDirections: { shape: [B, H, T, D], data: outputs['writeDirections'] },
      errors: { shape: [B, H, T, Dv], data: outputs['errors'] },
    }),
    ran,
  };
  // A chunk that met an update to skip holds nothing to check.
  if (session.selfCheck && (form === 'recurrent' || !hasSkips(result)))
    checkOnHost({
      operator: 'VLA',
      problem,
      result,
      steps: CHECK_FLOPS / ((4 * R + 2) * D * D + 6 * D * Dv),
      reference: vlaReferenceJob,
      float32: vlaCpuJob,
    });
  return result;
}

function hasSkips({ skippedUpdates }: Pick<VlaResult, 'skippedUpdates'>): boolean {
  return skippedUpdates.data.some((count) => count > 0);
}

import { DeviceError, type Form, type Session, type WebGpuSession } from '@vla/kernels';
import {
  attentionArrays,
  checkAgainstReference,
  hostContender,
  operatorContender,
  residentInputs,
  timedOperators,
  type AttentionArrays,
  type Contender,
  type Extent,
  type ResidentInputs,
} from '@vla/kernels/bench';
import { operators, type OperatorName } from '@vla/kernels/operators';
import { variantLabel, type Variant } from '../operators.ts';

/** Seeded inputs of one shape, and what can be timed on them. */
export interface TimedProblem {
  readonly arrays: AttentionArrays;
  /** The inputs on the graphics device; null on the processor. */
  readonly resident: ResidentInputs | null;
  readonly contender: (operator: OperatorName, form: Form | 'auto') => Contender;
  readonly dispose: () => void;
}

export function timedProblem(
  runtime: Session,
  { extent, seed, signal }: { readonly extent: Extent; readonly seed: number; readonly signal: AbortSignal },
): TimedProblem {
  const arrays = attentionArrays(extent, seed);
  if (runtime.backend !== 'webgpu') {
    const contender = (operator: OperatorName) => hostContender({ session: runtime, operator, arrays, signal });
    return { arrays, resident: null, contender, dispose: () => undefined };
  }
  const inputs = residentInputs(arrays);
  return {
    arrays,
    resident: inputs,
    contender: (operator, form) => operatorContender({ session: runtime, operator, inputs, form }),
    dispose: () => inputs.dispose(),
  };
}

/** The operators that are compared, in every form that is timed on a session, simplest first: on the processor, the fastest there. */
export function variantsOn(runtime: Session): Variant[] {
  return timedOperators.flatMap((operator) => {
    const { forms } = operators[operator];
    const timed: readonly Form[] = runtime.backend === 'webgpu' ? forms : forms.slice(0, 1);
    return timed.map((form) => ({ operator, form }));
  });
}

/**
 * Compares outputs with the float64 reference: no time is taken of something that computes anything else.
 *
 * @returns the largest relative difference
 * @throws DeviceError('self-check') for a difference beyond what float32 explains
 */
export async function checkVariants(
  problem: TimedProblem,
  variants: readonly Variant[],
  signal: AbortSignal,
): Promise<number> {
  let largest = 0;
  for (const variant of variants) {
    const { operator, form } = variant;
    const output = await problem.contender(operator, form).output();
    const { difference, allowed, ok } = checkAgainstReference(operator, problem.arrays, output);
    if (!ok) {
      const text = `${variantLabel(variant)}: its output differs from the float64 reference by ${difference}`;
      throw new DeviceError('self-check', `${text}; ${allowed} is allowed`);
    }
    largest = Math.max(largest, difference);
    signal.throwIfAborted();
  }
  return largest;
}

/** @throws DeviceError('unavailable') off the graphics device */
export function requireDevice(runtime: Session): WebGpuSession {
  if (runtime.backend === 'webgpu') return runtime;
  throw new DeviceError('unavailable', 'this measures kernels of a graphics device, and there is none');
}

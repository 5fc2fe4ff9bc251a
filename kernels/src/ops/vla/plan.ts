import { DeviceError } from '../../errors.ts';
import type { PlanLimits } from '../../runtime/limits.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { floatBits } from '../floatBits.ts';
import type { VlaProblem } from './problem.ts';
import { vlaRecurrentPrivateBytes, vlaRecurrentShader, vlaRecurrentWorkgroupBytes } from './recurrent.wgsl.ts';
import type { VlaRecurrentShape } from './recurrent.wgsl.ts';

/** Private memory per invocation that WGSL guarantees. */
const PRIVATE_BYTES = 8192;

/** The plan of the step-by-step form for any VLA problem; DeviceError('limit') where the sizes are too large. */
export function vlaRecurrentPlan(problem: VlaProblem, limits: PlanLimits): KernelPlan {
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, renormalizeAbove, keepIntermediates } = problem.options;
  const nudge = nextNudge(problem);
  const shape = recurrentShape(problem, limits, nudge !== null);
  const kept: BufferPlan[] = keepIntermediates
    ? [
        { name: 'writeDirections', role: 'output', words: B * H * T * D },
        { name: 'errors', role: 'output', words: B * H * T * Dv },
      ]
    : [];
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: B * H * T * D },
    { name: 'k', role: 'input', words: B * H * T * D },
    { name: 'v', role: 'input', words: B * H * T * Dv },
    { name: 'u', role: 'input', words: B * H * T * R * D },
    { name: 'state', role: 'state', words: B * H * (D * D + Dv * D + 1) },
    { name: 'output', role: 'output', words: B * H * T * Dv },
    ...kept,
  ];
  return {
    name: 'VLA, recurrent',
    buffers,
    passes: [
      {
        label: 'VLA steps',
        code: vlaRecurrentShader(shape),
        bindings: buffers.map((buffer) => buffer.name),
        range: { begin: 0, end: T, multiple: 1 },
        uniforms: [
          T,
          nudge?.period ?? 1,
          nudge?.first ?? 0,
          floatBits(epsilon),
          floatBits(deltaFloor),
          floatBits(renormalizeAbove),
          Math.ceil(D / 4),
          shape.rowsA,
          shape.rowsS,
        ],
        workgroups: [B * H, 1, 1],
        flops: B * H * T * ((4 * R + 2) * D * D + 6 * D * Dv),
      },
    ],
    workgroupBytes: vlaRecurrentWorkgroupBytes(shape),
    workgroupSize: shape.workgroupSize,
  };
}

/** The most rows per invocation that private memory allows: few invocations read shared vectors seldom. */
function recurrentShape(problem: VlaProblem, limits: PlanLimits, nudge: boolean): VlaRecurrentShape {
  const { D, Dv, R } = problem.sizes;
  const { write, error, renormalizeAbove, keepIntermediates } = problem.options;
  const shape = (rowsA: number): VlaRecurrentShape => {
    const wanted = Math.max(Math.ceil(D / rowsA), Math.ceil(Dv / rowsA));
    const workgroupSize = Math.min(limits.maxComputeInvocationsPerWorkgroup, wanted);
    const rowsS = Math.ceil(Dv / workgroupSize);
    const renormalize = renormalizeAbove > 0;
    return { D, Dv, R, workgroupSize, rowsA, rowsS, write, error, nudge, renormalize, keepIntermediates };
  };
  if (D % 8 === 0 && vlaRecurrentPrivateBytes(shape(8)) <= PRIVATE_BYTES) return shape(8);
  const bytes = vlaRecurrentPrivateBytes(shape(4));
  if (bytes > PRIVATE_BYTES)
    throw new DeviceError(
      'limit',
      `VLA with key size ${D} and value size ${Dv} needs ${bytes} bytes of private memory per invocation, ` +
        `and WGSL guarantees ${PRIVATE_BYTES}. Use smaller heads.`,
    );
  return shape(4);
}

/**
 * The periodic addition within this call, or null where none falls into it: after step `first` − 1, and then
 * every `period` steps. Counted from the call's first step, so that all numbers fit in 32 bits.
 */
function nextNudge({ sizes, options }: VlaProblem): { first: number; period: number } | null {
  const { period, epsilon, firstStep } = options;
  if (period === 0 || epsilon === 0) return null;
  const first = period - (firstStep % period);
  return first > sizes.T ? null : { first, period: Math.min(period, sizes.T) };
}

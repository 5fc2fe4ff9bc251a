import { DeviceError } from '../../../errors.ts';
import { isLlvmpipe } from '../../../runtime/adapter.ts';
import { PRIVATE_BYTES } from '../../../runtime/limits.ts';
import type { PlanLimits } from '../../../runtime/limits.ts';
import type { KernelPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { tensorBuffers } from '../problem.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { lanesOf } from './lanes.wgsl.ts';
import { nextNudge } from '../step.ts';
import type { VlaProblem } from '../problem.ts';
import { vlaRecurrentPrivateBytes, vlaRecurrentShader, vlaRecurrentWorkgroupBytes } from './onePass.wgsl.ts';
import type { VlaRecurrentShape } from './shape.ts';

/**
 * The plan of the step-by-step form for any VLA problem; DeviceError('limit') where the sizes are too large.
 * llvmpipe gets the small text: it compiles the wide one for half a minute, and no other driver needs seconds.
 */
export function vlaRecurrentPlan(problem: VlaProblem, { limits, adapter }: DeviceTraits): KernelPlan {
  const text = isLlvmpipe(adapter) ? 'small' : 'wide';
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, renormalizeAbove } = problem.options;
  const nudge = nextNudge(problem);
  const shape = recurrentShape(problem, { limits, text, nudge: nudge !== null });
  return {
    name: 'VLA, recurrent',
    buffers: tensorBuffers(problem),
    passes: [
      vlaRecurrentShader(shape).pass({
        label: 'VLA steps',
        range: { begin: 0, end: T, multiple: 1 },
        settings: {
          ...{ T, D, Dv, R, heads: B * H },
          ...{ period: nudge?.period ?? 1, firstNudge: nudge?.first ?? 0, epsilon },
          ...{ deltaFloor, leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity, infinity: Infinity },
          ...{ size: Math.ceil(D / lanesOf(shape).width), rowsA: shape.rowsA, rowsS: shape.rowsS, renormalizeAbove },
        },
        workgroups: gridOf(B * H),
        flops: B * H * T * ((4 * R + 2) * D * D + 6 * D * Dv),
      }),
    ],
    workgroupBytes: vlaRecurrentWorkgroupBytes(shape),
    workgroupSize: shape.workgroupSize,
  };
}

/** The most rows per invocation that fit: few invocations read the shared vectors seldom. */
function recurrentShape(
  { sizes: { D, Dv, R }, options }: VlaProblem,
  { limits, text, nudge }: { limits: PlanLimits; text: VlaRecurrentShape['text']; nudge: boolean },
): VlaRecurrentShape {
  const { write, error, renormalizeAbove, keepIntermediates } = options;
  const most = limits.maxComputeInvocationsPerWorkgroup;
  const shapes = ROWS[text].map((rowsA): VlaRecurrentShape => {
    const wanted = Math.min(most, Math.ceil(Math.max(D, Dv) / rowsA));
    const workgroupSize = text === 'wide' ? wanted : 2 ** Math.max(3, Math.ceil(Math.log2(wanted)));
    const rowsS = Math.ceil(Dv / wanted);
    const renormalize = renormalizeAbove > 0;
    return { D, Dv, R, workgroupSize, rowsA, rowsS, text, write, error, nudge, renormalize, keepIntermediates };
  });
  const fitting = shapes.find((shape) => divides(shape) && vlaRecurrentPrivateBytes(shape) <= PRIVATE_BYTES);
  if (fitting) return fitting;
  throw new DeviceError(
    'limit',
    `VLA step by step with key size ${D} and value size ${Dv} does not fit in ${most} invocations with ` +
      `${PRIVATE_BYTES} bytes of private memory each, which is what the device gives. Use smaller heads.`,
  );
}

/** Rows per invocation to try. The wide text needs multiples of four, the small one is compiled for few choices. */
const ROWS = { wide: [8, 4], small: [4, 2, 1] } as const;

/** Whether all rows of A have an invocation, and, in the small text, no invocation has rows that do not exist. */
function divides({ text, D, Dv, rowsA, rowsS, workgroupSize }: VlaRecurrentShape): boolean {
  if (rowsA * workgroupSize < D) return false;
  return text === 'wide' ? rowsA === 4 || D % rowsA === 0 : D % rowsA === 0 && Dv % rowsS === 0;
}

import type { PassPlan } from '../../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../../runtime/types.ts';
import { gridOf } from '../../../wgsl/grid.ts';
import { LEAST_DELTA } from '../../definite.ts';
import { penaltyShader } from '../../recurrent/penaltyPass.ts';
import type { VlaGradientCall } from '../buffers.ts';

/**
 * A forwards, as in the forward pass. Writes what lets every later pass follow A by itself: y = z/√δ of each update A ← A − y yᵀ;
 * and the write directions with the lengths they were divided by.
 */
export function updatesPass(
  { sizes, options }: VlaGradientCall,
  device: DeviceTraits,
): { readonly pass: PassPlan; readonly threads: number; readonly bytes: number } {
  const { B, H, T, D, Dv, R } = sizes;
  const { lambda0, deltaFloor, write } = options;
  const heads = B * H;
  const { shader, threads, bytes } = penaltyShader({ D, R, keep: true, fresh: true }, device, T);
  const pass = shader.pass({
    label: 'updates of A',
    buffers: { state: 'inverse', work: 'directions' },
    range: { begin: 0, end: T, multiple: 1 },
    settings: {
      ...{ T, heads, firstToken: 0, tokens: T, D, Dv, R },
      // No nudge: see generalOption.
      ...{ firstNudge: 0, period: 1, epsilon: 0 },
      ...{ deltaFloor, leastDelta: LEAST_DELTA, infinity: Infinity },
      ...{ normalized: Number(write === 'normalized'), inverse: 1 / lambda0 },
    },
    workgroups: gridOf(heads),
    flops: heads * T * (4 * R + 2) * D * D,
  });
  return { pass, threads, bytes };
}

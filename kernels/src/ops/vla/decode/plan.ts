import type { BufferPlan, KernelPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { vlaDecodeShader, decodeOffsets, decodeShape, decodeWorkgroupBytes } from './decode.wgsl.ts';
import type { DecodeShape } from './decode.wgsl.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import type { VlaProblem } from '../problem.ts';

/**
 * Whether tokens have a plan of their own. Others go through the recurrent form: with several directions a
 * step, each of which needs the A after the one before; and when S is rescaled, which needs the norm of the new S.
 */
export function takesTokens({ sizes, options }: Pick<VlaProblem, 'sizes' | 'options'>): boolean {
  return sizes.R === 1 && options.renormalizeAbove === 0;
}

/** The shape of the shader for one token, or null for heads whose vectors do not fit in workgroup memory. */
export function decodeShapeFor(problem: VlaProblem, device: DeviceTraits): DecodeShape | null {
  const shape = decodeShape(problem, device);
  return decodeWorkgroupBytes(shape) <= device.limits.maxComputeWorkgroupStorageSize ? shape : null;
}

/** The plan of one token of every head, with the state where {@link packDecodeState} puts it. */
export function vlaDecodePlan(problem: VlaProblem, shape: DecodeShape): KernelPlan {
  const { B, H, D, Dv } = problem.sizes;
  const { keys, values, width, rows, workgroupSize } = shape;
  const at = decodeOffsets(shape);
  const buffers: BufferPlan[] = [
    { name: 'token', role: 'input', words: B * H * at.token * width },
    { name: 'state', role: 'state', words: B * H * at.head * width },
    { name: 'output', role: 'output', words: B * H * Dv },
  ];
  return {
    name: 'VLA, one token',
    buffers,
    passes: [
      vlaDecodeShader(shape).pass({
        label: 'VLA token',
        settings: {
          ...{ size: keys / width, blocksA: keys / rows, blocksS: values / rows, Dv, heads: B * H },
          ...{ deltaFloor: problem.options.deltaFloor, infinity: Infinity },
          leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity,
        },
        workgroups: gridOf(B * H),
        flops: B * H * (6 * D * D + 6 * D * Dv),
      }),
    ],
    workgroupBytes: decodeWorkgroupBytes(shape),
    workgroupSize,
  };
}

import { DeviceError } from '../../errors.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { blockTextFor } from '../chunks/wgsl/fourRows.wgsl.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetShader, LARGEST_GRID, THREADS } from './recurrent.wgsl.ts';

/** Private memory per invocation that WGSL guarantees, in bytes. Four rows of S take 16·D of it. */
const PRIVATE_BYTES = 8192;

/** The plan of the step-by-step delta rule; DeviceError('limit') where the keys are too long. */
export function deltaNetPlan(
  { B, H, T, D, Dv }: AttentionSizes,
  { adapter }: Pick<DeviceTraits, 'adapter'>,
): KernelPlan {
  if (16 * D > PRIVATE_BYTES)
    throw new DeviceError('limit', `DeltaNet with key size ${D}: the largest that a device has to hold is 512.`);
  const heads = B * H;
  const invocations = heads * Math.ceil(Dv / 4);
  const groups = Math.ceil(invocations / THREADS);
  const buffers = deltaNetBuffers({ B, H, T, D, Dv });
  return {
    name: 'DeltaNet, recurrent',
    buffers,
    passes: [
      {
        label: 'DeltaNet steps',
        code: deltaNetShader({ D, Dv, text: blockTextFor(D, adapter) }),
        bindings: buffers.map(({ name }) => name),
        range: { begin: 0, end: T, multiple: 1 },
        uniforms: [T, invocations, Math.ceil(D / 4), Math.ceil(Dv / 4)],
        workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
        flops: heads * T * 6 * D * Dv,
      },
    ],
    workgroupBytes: 0,
    workgroupSize: THREADS,
  };
}

/** The tensors of a call. */
export function deltaNetBuffers({ B, H, T, D, Dv }: AttentionSizes): BufferPlan[] {
  const heads = B * H;
  return [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'beta', role: 'input', words: heads * T },
    { name: 'memory', role: 'state', words: heads * Dv * D },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
}

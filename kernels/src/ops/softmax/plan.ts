import { DeviceError } from '../../errors.ts';
import { isLlvmpipe } from '../../runtime/adapter.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import { LARGEST_GRID } from '../wgsl/grid.ts';
import { flashPrivateBytes, flashShader } from './flash.wgsl.ts';
import type { FlashShape } from './flash.wgsl.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** Several queries share an invocation up to this: llvmpipe compiles larger arrays for tens of seconds. */
const SHARED_BYTES = 4128;
/** Invocations per workgroup: as many as llvmpipe computes at once. */
const WORKGROUP_SIZE = 8;

/** The plan of causal softmax attention; DeviceError('limit') where a row is too long. Long sequences are cut by queries. */
export function softmaxAttentionPlan(
  { sizes, options }: Pick<SoftmaxAttentionProblem, 'sizes' | 'options'>,
  { adapter }: Pick<DeviceTraits, 'adapter'>,
): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  const heads = B * H;
  const tokens = heads * T;
  const shape = flashShape(sizes, adapter);
  const blocks = Math.ceil(T / (shape.rows * shape.workgroupSize));
  return {
    name: 'softmax attention',
    buffers: [
      { name: 'q', role: 'input', words: tokens * D },
      { name: 'k', role: 'input', words: tokens * D },
      { name: 'v', role: 'input', words: tokens * Dv },
      { name: 'output', role: 'output', words: tokens * Dv },
    ],
    passes: [
      flashShader(shape).pass({
        label: 'softmax attention',
        settings: { T, scale: options.scale, D, Dv, rows: shape.rows, heads, blocks },
        range: { begin: 0, end: heads * Math.ceil(blocks / 2), multiple: 1 },
        workgroups: [blocks, Math.min(heads, LARGEST_GRID), Math.ceil(heads / LARGEST_GRID)],
        flops: tokens * (T + 1) * (D + Dv),
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: shape.workgroupSize,
  };
}

/** As many queries per invocation as fit: more of them share what is loaded. */
function flashShape({ D, Dv }: { readonly D: number; readonly Dv: number }, adapter: AdapterSummary): FlashShape {
  const shapeOf = (rows: number): FlashShape => ({
    D,
    Dv,
    rows,
    keys: keysPerTile(adapter),
    workgroupSize: WORKGROUP_SIZE,
  });
  const several = [8, 4, 2].map(shapeOf).find((shape) => flashPrivateBytes(shape) <= SHARED_BYTES);
  if (several) return several;
  if (flashPrivateBytes(shapeOf(1)) <= PRIVATE_BYTES) return shapeOf(1);
  throw new DeviceError(
    'limit',
    `softmax attention with key size ${D} and value size ${Dv} does not fit in the ${PRIVATE_BYTES} bytes of private ` +
      'memory that every device gives an invocation. Use smaller heads.',
  );
}

/** As measured: SwiftShader gains a third from the larger tile, llvmpipe loses a fifth. */
function keysPerTile(adapter: AdapterSummary): number {
  return adapter.software && !isLlvmpipe(adapter) ? 16 : 8;
}

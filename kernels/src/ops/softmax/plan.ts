import { DeviceError } from '../../errors.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { floatBits } from '../floatBits.ts';
import { flashPrivateBytes, flashShader } from './flash.wgsl.ts';
import type { FlashShape } from './flash.wgsl.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** Private memory per invocation that WGSL guarantees. */
const PRIVATE_BYTES = 8192;
/** Keys per tile, and invocations per workgroup: as measured on llvmpipe and SwiftShader. */
const KEYS = 16;
const WORKGROUP_SIZE = 8;
const LARGEST_GRID = 65535;

/** The plan of causal softmax attention; DeviceError('limit') where a row is too long. Long sequences are cut by queries. */
export function softmaxAttentionPlan({
  sizes,
  options,
}: Pick<SoftmaxAttentionProblem, 'sizes' | 'options'>): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  const heads = B * H;
  const tokens = heads * T;
  const shape = flashShape(sizes);
  const blocks = Math.ceil(T / (shape.rows * shape.workgroupSize));
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: tokens * D },
    { name: 'k', role: 'input', words: tokens * D },
    { name: 'v', role: 'input', words: tokens * Dv },
    { name: 'output', role: 'output', words: tokens * Dv },
  ];
  return {
    name: 'softmax attention',
    buffers,
    passes: [
      {
        label: 'softmax attention',
        code: flashShader(shape),
        bindings: buffers.map(({ name }) => name),
        range: { begin: 0, end: heads * Math.ceil(blocks / 2), multiple: 1 },
        uniforms: [T, floatBits(options.scale), D, Dv, shape.rows, heads, blocks],
        workgroups: [blocks, Math.min(heads, LARGEST_GRID), Math.ceil(heads / LARGEST_GRID)],
        flops: tokens * (T + 1) * (D + Dv),
      },
    ],
    workgroupBytes: 0,
    workgroupSize: shape.workgroupSize,
  };
}

/** As many queries per invocation as fit: more of them share what is loaded. */
function flashShape({ D, Dv }: { readonly D: number; readonly Dv: number }): FlashShape {
  const shapes = [8, 4, 2, 1].map((rows) => ({ D, Dv, rows, keys: KEYS, workgroupSize: WORKGROUP_SIZE }));
  const fitting = shapes.find((shape) => flashPrivateBytes(shape) <= PRIVATE_BYTES);
  if (fitting) return fitting;
  throw new DeviceError(
    'limit',
    `softmax attention with key size ${D} and value size ${Dv} does not fit in the ${PRIVATE_BYTES} bytes of private ` +
      'memory that every device gives an invocation. Use smaller heads.',
  );
}

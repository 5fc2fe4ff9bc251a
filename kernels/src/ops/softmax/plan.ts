import { DeviceError } from '../../errors.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import { floatBits } from '../wgsl/floatBits.ts';
import { flashPrivateBytes, flashShader } from './flash.wgsl.ts';
import type { FlashShape } from './flash.wgsl.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** Private memory per invocation that WGSL guarantees. */
const PRIVATE_BYTES = 8192;
/** Several queries share an invocation up to this: llvmpipe compiles larger arrays for tens of seconds. */
const SHARED_BYTES = 4128;
/** Invocations per workgroup: as many as llvmpipe computes at once. */
const WORKGROUP_SIZE = 8;
const LARGEST_GRID = 65535;

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
function keysPerTile({ label, software }: AdapterSummary): number {
  return software && !/llvmpipe/i.test(label) ? 16 : 8;
}

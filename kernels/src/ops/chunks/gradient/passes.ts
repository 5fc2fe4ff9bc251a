import type { PassPlan } from '../../../runtime/plan.ts';
import type { Settings, Shader } from '../../../runtime/shader.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { TILE_EDGE } from '../wgsl/tile.wgsl.ts';
import { errorsShader } from './errors.wgsl.ts';
import type { GradientLayout, GradientSizes } from './layout.ts';
import { memoryGradientShader } from './memory.wgsl.ts';
import type { GRADIENT_SETTINGS } from './places.wgsl.ts';
import { packShader, unpackShader } from './tensors.wgsl.ts';
import type { Packed, Results } from './tensors.wgsl.ts';

/** A gradient by chunks: its sizes, the options of the memory, and its workspace. */
export interface GradientChunks {
  readonly sizes: GradientSizes;
  /** Steps of a chunk. */
  readonly steps: number;
  readonly layout: GradientLayout;
  /** Invocations per workgroup. */
  readonly threads: number;
  /** Whether what the memory got wrong is written (or the whole value), and whether directions are scaled to length 1. */
  readonly residual: boolean;
  readonly normalized: boolean;
  /** Is added to the denominator of linear attention. Default 0. */
  readonly epsilon?: number;
  /** Errors that are longer are cut to about this length. Default 0: none is. */
  readonly errorBound?: number;
  /** Whether what S is read along, Q, is asked for again after the pass over the memory, in place of K. Default: it is not. */
  readonly keepsQueries?: boolean;
}

const NAN_BITS = 0x7fc00000;

/** A pass with a workgroup for each head and chunk, and one from chunk to chunk. */
type PerChunk = Shader<typeof GRADIENT_SETTINGS, false>;
type ThroughChunks = Shader<typeof GRADIENT_SETTINGS, true>;

/** How the passes over one workspace are planned. */
export function gradientPasses(call: GradientChunks) {
  const {
    sizes,
    steps,
    layout,
    threads,
    residual,
    normalized,
    epsilon = 0,
    errorBound = 0,
    keepsQueries = false,
  } = call;
  const { B, H, T, D, Dv, R } = sizes;
  const { D4, V4, C4, N4, chunks, record, edge, space } = layout;
  const heads = B * H;
  const settings: Settings<typeof GRADIENT_SETTINGS> = {
    ...{ heads, T, D, Dv, R, steps, D4, V4, C4, N4, chunks, record, edge, space, tileRows: TILE_EDGE },
    ...{ residual: Number(residual), normalized: Number(normalized), nan: NAN_BITS, epsilon, errorBound },
  };
  const perChunk = (label: string, shader: PerChunk, buffers: Record<string, string> = {}): PassPlan =>
    shader.pass({
      ...{ label, buffers, settings },
      workgroups: gridOf(heads, chunks),
      // As slow as that many operations.
      flops: heads * chunks * 10 * record,
    });
  /** `products` counts multiply-adds in blocks of 4×4×4. */
  const throughChunks = (label: string, shader: ThroughChunks, products: number): PassPlan =>
    shader.pass({
      ...{ label, settings },
      workgroups: gridOf(heads),
      range: { begin: 0, end: chunks, multiple: 1 },
      flops: heads * chunks * 2 * 64 * products,
    });
  return {
    perChunk,
    throughChunks,
    /** Tensors in; `end` has the gradient with respect to the last S, `start` the first S, or is null for zeros. */
    pack({ end, start, ...packed }: Packed & { readonly end: string; readonly start: string | null }): PassPlan {
      const shader = packShader({ ...packed, threads, D, hasInitialMemory: start !== null });
      const state = { finalMemoryGradient: end, ...(start !== null && { initialMemory: start }) };
      return perChunk('gradient, tensors in', shader, state);
    },
    /** Gradients out; `before` gets that of the first S. */
    unpack({ before, ...results }: Results & { readonly before: string }): PassPlan {
      const shader = unpackShader({ ...results, threads, D });
      return perChunk('gradient, tensors out', shader, { initialMemoryGradient: before });
    },
    /** Forwards: α, E and the S before each chunk. */
    errors: () =>
      throughChunks('errors', errorsShader({ threads, cut: errorBound > 0 }), 2 * C4 * D4 * V4 + C4 * C4 * D4),
    /** Backwards: dq, dv, the part of dk that S has, and the gradient with respect to Ã. */
    memory: () =>
      throughChunks(
        'gradient of the memory',
        memoryGradientShader({ threads, cut: errorBound > 0, keepsQueries }),
        6 * C4 * D4 * V4 + 5 * C4 * C4 * D4 + 3 * C4 * C4 * V4,
      ),
  };
}

import type { PassPlan } from '../../../runtime/plan.ts';
import { floatBits } from '../../wgsl/floatBits.ts';
import { headGrid } from '../parts.ts';
import { TILE_EDGE } from '../wgsl/tile.wgsl.ts';
import { errorsShader } from './errors.wgsl.ts';
import type { GradientLayout, GradientSizes } from './layout.ts';
import { memoryGradientShader } from './memory.wgsl.ts';
import { packShader, packedTensors, unpackShader, unpackedResults } from './tensors.wgsl.ts';
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
}

const NAN_BITS = 0x7fc00000;

/** How the passes over one workspace are planned. */
export function gradientPasses(call: GradientChunks) {
  const { sizes, steps, layout, threads, residual, normalized, epsilon = 0 } = call;
  const { B, H, T, D, Dv, R } = sizes;
  const { D4, V4, C4, N4, chunks, record, edge, room } = layout;
  const heads = B * H;
  const grid = (y: number): PassPlan['workgroups'] => headGrid(heads, y);
  // Settings in places.wgsl.ts, from the third on.
  const uniforms = [
    ...[heads, T, D, Dv, R, steps, D4, V4, C4, N4, chunks, record, edge, room, TILE_EDGE],
    ...[Number(residual), Number(normalized), NAN_BITS, floatBits(epsilon)],
  ];
  /** A workgroup for each head and chunk. */
  const perChunk = (label: string, code: string, bindings: readonly string[]): PassPlan => ({
    ...{ label, code, bindings },
    workgroups: grid(chunks),
    uniforms: [0, 0, ...uniforms],
    // As slow as that many operations.
    flops: heads * chunks * 10 * record,
  });
  /** From chunk to chunk: a workgroup for each head. `products` counts multiply-adds in blocks of 4×4×4. */
  const throughChunks = (label: string, code: string, bindings: readonly string[], products: number): PassPlan => ({
    ...{ label, code, bindings },
    workgroups: grid(1),
    range: { begin: 0, end: chunks, multiple: 1 },
    uniforms,
    flops: heads * chunks * 2 * 64 * products,
  });
  return {
    perChunk,
    throughChunks,
    /** Tensors in; `end` has the gradient with respect to the last S, `start` the first S, or is null for zeros. */
    pack({ end, start, ...packed }: Packed & { readonly end: string; readonly start: string | null }): PassPlan {
      const text = { ...packed, threads, D, hasInitialMemory: start !== null };
      const read = [...packedTensors(text).map(({ name }) => name), end, ...(start === null ? [] : [start])];
      return perChunk('gradient, tensors in', packShader(text), [...read, 'work']);
    },
    /** Gradients out; `before` gets that of the first S. */
    unpack({ before, ...results }: Results & { readonly before: string }): PassPlan {
      const text = { ...results, threads, D };
      const written = [...unpackedResults(text).map(({ name }) => name), before, ...(results.writes ?? [])];
      return perChunk('gradient, tensors out', unpackShader(text), [...written, ...(results.reads ?? []), 'work']);
    },
    /** Forwards: α, E and the S before each chunk. */
    errors: () => throughChunks('errors', errorsShader(threads), ['work'], 2 * C4 * D4 * V4 + C4 * C4 * D4),
    /** Backwards: dq, dv, the part of dk that S has, and the gradient with respect to Ã. */
    memory: () =>
      throughChunks(
        'gradient of the memory',
        memoryGradientShader(threads),
        ['work'],
        6 * C4 * D4 * V4 + 5 * C4 * C4 * D4 + 3 * C4 * C4 * V4,
      ),
  };
}

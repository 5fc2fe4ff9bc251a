import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { BufferPlan, KernelPlan, PassPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { LARGEST_GRID } from '../wgsl/grid.ts';
import { TILE_EDGE, padded } from '../chunks/wgsl/tile.wgsl.ts';
import { linearChunkOutputsShader, linearChunkStatesShader, linearChunkSumsShader } from './chunk.wgsl.ts';
import { CHUNK_LENGTH } from './chunked.ts';
import { linearTensorBuffers } from './plan.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** Each of the two scratch buffers stays below this many bytes, by taking a part of the sequence at a time. */
const SCRATCH_BYTES = 64 * 2 ** 20;
/** Invocations per workgroup. They share nothing: on the processor as many as are computed at once. */
const ON_PROCESSOR = 8;
const ON_CARD = 64;

/**
 * The chunk form of linear attention on a device: sums and pairs of all chunks at once, then the states before each, then
 * all outputs at once. Three dispatches, and three more for each further part where the scratch buffers are too small
 * for all chunks. Beyond 65,535 heads, sums and outputs take a dispatch for as many.
 */
export function linearAttentionChunkPlan(
  { sizes, options }: Pick<LinearAttentionProblem, 'sizes' | 'options'>,
  { limits, adapter }: DeviceTraits,
  chunkLength = CHUNK_LENGTH,
): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  const heads = B * H;
  const steps = Math.min(T, chunkLength);
  const chunks = Math.ceil(T / steps);
  const sumWords = padded(Dv + 1) * padded(D);
  const pairWords = padded(steps) ** 2;
  const words = Math.min(SCRATCH_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS) / 4;
  const atOnce = Math.min(chunks, LARGEST_GRID, Math.max(1, Math.floor(words / heads / Math.max(sumWords, pairWords))));
  const threads = adapter.software ? ON_PROCESSOR : ON_CARD;
  const scratch: BufferPlan[] = [
    { name: 'sums', role: 'scratch', words: heads * atOnce * sumWords },
    { name: 'pairs', role: 'scratch', words: heads * atOnce * pairWords },
  ];
  const passes = Array.from({ length: Math.ceil(chunks / atOnce) }, (_, part) => {
    const begin = part * atOnce;
    return partPasses(
      { heads, T, D, Dv, steps, threads, atOnce, begin, end: Math.min(chunks, begin + atOnce) },
      options,
    );
  });
  return {
    name: 'linear attention, chunks',
    buffers: [...linearTensorBuffers(sizes), ...scratch],
    passes: passes.flat(),
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}

interface Part {
  readonly heads: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  /** Steps per chunk. */
  readonly steps: number;
  readonly threads: number;
  /** Chunks that the scratch buffers hold, and those of this part, [begin, end). */
  readonly atOnce: number;
  readonly begin: number;
  readonly end: number;
}

function partPasses(part: Part, { epsilon }: LinearAttentionProblem['options']): PassPlan[] {
  const { heads, T, D, Dv, steps, threads, atOnce, begin, end } = part;
  const range = { begin, end, multiple: 1 };
  const settings = { firstChunk: begin, chunks: atOnce, heads, T, D, Dv, steps, epsilon, edge: TILE_EDGE };
  type ChunkShader = ReturnType<typeof linearChunkSumsShader>;
  /** A pass over all heads and chunks: more than one where there are more heads than a grid is wide. */
  const perChunk = (label: string, shader: ChunkShader, x: number, flops: number): PassPlan[] =>
    Array.from({ length: Math.ceil(heads / LARGEST_GRID) }, (_, index) => {
      const firstHead = index * LARGEST_GRID;
      const count = Math.min(LARGEST_GRID, heads - firstHead);
      return shader.pass({
        label,
        range: { ...range, perStep: true },
        settings: { ...settings, firstHead },
        workgroups: [x, end - begin, count],
        flops: count * (end - begin) * flops,
      });
    });
  const groups = (invocations: number) => Math.ceil(invocations / threads);
  const tiles = (rows: number, columns: number) => (padded(rows) * padded(columns)) / TILE_EDGE ** 2;
  const edge = padded(steps) / TILE_EDGE;
  const states = heads * (Dv + 1) * D;
  return [
    ...perChunk(
      'linear attention chunks, sums',
      linearChunkSumsShader(threads),
      groups(tiles(Dv + 1, D)) + groups((edge * (edge + 1)) / 2),
      2 * steps * D * (Dv + 1) + steps * steps * D,
    ),
    linearChunkStatesShader(threads).pass({
      label: 'linear attention chunks, states',
      workgroups: [Math.min(groups(states), LARGEST_GRID), 1, 1],
      flops: states * (end - begin),
      range,
      settings: { ...settings, firstHead: 0 },
    }),
    ...perChunk(
      'linear attention chunks, outputs',
      linearChunkOutputsShader(threads),
      groups(tiles(steps, Dv)),
      2 * steps * D * Dv + steps * steps * Dv,
    ),
  ];
}

import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { BufferPlan, KernelPlan, PassPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { floatBits } from '../floatBits.ts';
import { chunkInverseShader } from './chunkInverse.wgsl.ts';
import { chunkMemoryShader } from './chunkMemory.wgsl.ts';
import { chunkPairsShader } from './chunkPairs.wgsl.ts';
import { chunkLayout } from './chunkLayout.ts';
import type { VlaChunkLayout } from './chunkLayout.ts';
import { chunkPhases, stepsFor } from './chunkPhases.ts';
import type { ChunkPhase } from './chunkPhases.ts';
import type { VlaProblem } from './problem.ts';
import { TILE_EDGE } from './wgsl/tile.wgsl.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;
const LARGEST_GRID = 65535;
/**
 * Invocations per workgroup, and penalty directions per chunk. On the processor both are as measured on llvmpipe and
 * SwiftShader (heads of 16 to 128): a barrier costs them time per invocation. Graphics cards have lanes to fill, and
 * wait for barriers, of which longer chunks need fewer; this is by reasoning, for want of one to measure.
 */
const ON_PROCESSOR = { threads: 8, directions: 16 };
const ON_CARD = { threads: 64, directions: 32 };

/** More steps than any sequence has, and few enough to count with. */
const NEVER = 2 ** 30;

/**
 * The exact chunkwise form of VLA on a device, for problems that suit it (see chooseForm): three dispatches per phase
 * (see chunkPhases) for as many chunks as the workspace holds, and again for the next ones.
 *
 * Inputs q, k, v, u; state; outputs `output` and, with keepIntermediates, `writeDirections` and `errors`. The count
 * of skipped updates in the state grows by one for every pivot of a Cholesky factor that could not be used. Then
 * nothing of the result holds, and the recurrent form has to compute it.
 *
 * @param chunkLength steps per chunk. Default: as many as hold 16 or 32 penalty directions, see above
 */
export function vlaChunkPlan(problem: VlaProblem, { limits, adapter }: DeviceTraits, chunkLength?: number): KernelPlan {
  const { sizes } = problem;
  const heads = sizes.B * sizes.H;
  const { threads, directions } = adapter.software ? ON_PROCESSOR : ON_CARD;
  const bytes = Math.min(WORKSPACE_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS);
  const parts = chunkPhases(problem, chunkLength ?? stepsFor(directions, sizes.R)).flatMap((phase) => {
    const layout = chunkLayout(sizes, phase.steps);
    const room = Math.floor((bytes / 16 / heads - layout.perHead) / layout.perChunk);
    const atOnce = Math.min(phase.chunks, LARGEST_GRID, Math.max(1, room));
    return Array.from({ length: Math.ceil(phase.chunks / atOnce) }, (_, index): Part => {
      const begin = index * atOnce;
      return { phase, layout, begin, end: Math.min(phase.chunks, begin + atOnce), atOnce };
    });
  });
  const workspace = Math.max(...parts.map(({ layout, atOnce }) => layout.perHead + atOnce * layout.perChunk));
  return {
    name: 'VLA, chunks',
    buffers: [...tensorBuffers(problem), { name: 'work', role: 'scratch', words: 4 * heads * workspace }],
    passes: parts.flatMap((part) => chunkPasses(problem, part, threads)),
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}

function tensorBuffers({ sizes, options }: VlaProblem): BufferPlan[] {
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'u', role: 'input', words: heads * T * R * D },
    { name: 'state', role: 'state', words: heads * (D * D + Dv * D + 1) },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
  if (!options.keepIntermediates) return buffers;
  return [
    ...buffers,
    { name: 'writeDirections', role: 'output', words: heads * T * D },
    { name: 'errors', role: 'output', words: heads * T * Dv },
  ];
}

/** What three passes do. */
interface Part {
  readonly phase: ChunkPhase;
  readonly layout: VlaChunkLayout;
  /** Chunks [begin, end) of the phase. */
  readonly begin: number;
  readonly end: number;
  /** Chunks that the workspace holds. */
  readonly atOnce: number;
}

/** The three passes over some chunks. */
function chunkPasses(problem: VlaProblem, part: Part, threads: number): PassPlan[] {
  const { sizes, options } = problem;
  const { layout, begin, end } = part;
  const heads = sizes.B * sizes.H;
  const flops = chunkFlops(layout);
  const common = { range: { begin, end, multiple: 1 }, uniforms: chunkUniforms(problem, part) };
  const grid = (y: number) => [Math.min(heads, LARGEST_GRID), y, Math.ceil(heads / LARGEST_GRID)] as const;
  const runs = heads * (end - begin);
  const kept = (name: string) => (options.keepIntermediates ? [name] : []);
  return [
    {
      label: 'VLA chunks, inverse',
      code: chunkInverseShader(threads),
      bindings: ['k', 'u', 'state', 'work'],
      workgroups: grid(1),
      flops: runs * flops.inverse,
      ...common,
    },
    {
      label: 'VLA chunks, pairs',
      code: chunkPairsShader(threads, options.keepIntermediates),
      bindings: ['q', 'k', 'work', ...kept('writeDirections')],
      workgroups: grid(end - begin),
      flops: runs * flops.pairs,
      ...common,
    },
    {
      label: 'VLA chunks, memory',
      code: chunkMemoryShader(threads, options.keepIntermediates),
      bindings: ['v', 'state', 'output', 'work', ...kept('errors')],
      workgroups: grid(layout.valueTiles),
      flops: runs * flops.memory,
      ...common,
    },
  ];
}

/** CHUNK_SETTINGS in wgsl/chunks.wgsl.ts, from the third on: the session fills in begin and end. */
function chunkUniforms({ sizes, options }: VlaProblem, { phase, layout, begin, atOnce }: Part): number[] {
  const { B, H, T, D, Dv, R } = sizes;
  const { start, stop, steps } = phase;
  const { period, firstStep, epsilon, deltaFloor } = options;
  const toNudge = period > 0 ? Math.min(NEVER, period - ((firstStep + start) % period)) : NEVER;
  return [
    ...[begin, atOnce, B * H, T, start, stop, D, Dv, R, steps],
    ...[toNudge, Math.min(NEVER, period || NEVER), floatBits(epsilon), floatBits(deltaFloor)],
    ...[Number(options.write === 'normalized'), Number(options.error === 'residual')],
    ...[layout.values / 4, layout.valueTiles, TILE_EDGE],
  ];
}

/** Floating-point operations per head and chunk; a triangle counts as half its square. */
function chunkFlops({ D, C, N, values, valueTiles }: VlaChunkLayout) {
  const Dv = values * valueTiles;
  return {
    inverse: 2 * D * D * (N + C) + D * N * (N + C) + N * N * (N / 3 + C / 2 + D) + C * N * D + D * D * N,
    pairs: 2 * C * C * D,
    memory: 6 * D * C * Dv + 2 * C * C * Dv,
  };
}

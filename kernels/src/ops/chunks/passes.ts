import type { PassPlan } from '../../runtime/plan.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { memoryShader } from './memory.wgsl.ts';
import { pairsShader } from './pairs.wgsl.ts';
import type { Directions, ReadKeys } from './pairs.wgsl.ts';
import { LARGEST_GRID, headGrid } from './parts.ts';
import type { ChunkPart } from './parts.ts';
import { stepsShader, STEP_THREADS } from './steps.wgsl.ts';
import type { ChunkCall } from './uniforms.ts';
import { chunkUniforms } from './uniforms.ts';
import { rowTextFor } from './wgsl/fourRows.wgsl.ts';

interface PassArguments {
  /** The operator's name, for the label. */
  readonly operator: string;
  readonly call: ChunkCall;
  readonly part: ChunkPart;
  /** Invocations per workgroup. */
  readonly threads: number;
  /** Whether S decays, by the buffer gamma. Default: it does not. */
  readonly decays?: boolean;
}

/** What all passes over the chunks of a part have in common. */
export function chunkRange(call: ChunkCall, part: ChunkPart): Pick<PassPlan, 'range' | 'uniforms'> {
  return { range: { begin: part.begin, end: part.end, multiple: 1 }, uniforms: chunkUniforms(call, part) };
}

/** A grid with `y` workgroups for each head. */
export function chunkGrid({ sizes: { B, H } }: ChunkCall, y: number): PassPlan['workgroups'] {
  return headGrid(B * H, y);
}

/**
 * Finishes the write directions, and computes αᵀK and αᵀQ within each chunk, all chunks at once. Buffers: q, k, work,
 * writeDirections where intermediates are kept, beta where directions are 'keys', p and gamma where there are such.
 *
 * @param args.directions 'given': row t of a chunk lies at directionsPlace() and is still to be scaled and nudged.
 *   'keys': it is β_t k_t. Default 'given'
 * @param args.reads the buffer of the keys that S is read with. Default k
 */
export function pairsPass({
  operator,
  call,
  part,
  threads,
  directions = 'given',
  reads = 'k',
  decays = false,
}: PassArguments & { readonly directions?: Directions; readonly reads?: ReadKeys }): PassPlan {
  const { layout, begin, end } = part;
  const { sizes, keepIntermediates } = call;
  return {
    label: `${operator} chunks, pairs`,
    code: pairsShader({ threads, keepIntermediates, directions, reads, decays }),
    bindings: [
      ...['q', 'k', 'work'],
      ...(keepIntermediates ? ['writeDirections'] : []),
      ...(directions === 'keys' ? ['beta'] : []),
      ...(reads === 'k' ? [] : [reads]),
      ...(decays ? ['gamma'] : []),
    ],
    workgroups: chunkGrid(call, end - begin),
    flops: sizes.B * sizes.H * (end - begin) * 2 * layout.C * layout.C * layout.D,
    range: { begin, end, multiple: 1, perStep: true },
    uniforms: chunkUniforms(call, part),
  };
}

/**
 * Carries S from chunk to chunk and writes the outputs. Buffers: v, state (or as call.memory says), output, work, errors where
 * intermediates are kept, and gamma where S decays.
 */
export function memoryPass({ operator, call, part, threads, decays = false }: PassArguments): PassPlan {
  const { begin, end } = part;
  const { D, C, values, valueTiles } = part.layout;
  const { sizes, keepIntermediates } = call;
  return {
    label: `${operator} chunks, memory`,
    code: memoryShader(threads, keepIntermediates, decays),
    bindings: [
      ...['v', call.memory?.buffer ?? 'state', 'output', 'work'],
      ...(keepIntermediates ? ['errors'] : []),
      ...(decays ? ['gamma'] : []),
    ],
    workgroups: chunkGrid(call, valueTiles),
    flops: sizes.B * sizes.H * (end - begin) * (6 * D + 2 * C) * C * values * valueTiles,
    ...chunkRange(call, part),
  };
}

/**
 * What takes write directions, at directionsPlace() of each chunk, to outputs and the next S, the fastest way on a kind
 * of device. On software devices S goes step by step, four rows per invocation in registers: no barrier, and fewer
 * operations than with chunks. Graphics cards have more lanes than S has rows, so they get pairs and memory.
 */
export function outputPasses(args: PassArguments & { readonly adapter: AdapterSummary }): PassPlan[] {
  const { call, adapter } = args;
  if (!adapter.software || call.sizes.D > LARGEST_IN_REGISTERS) return [pairsPass(args), memoryPass(args)];
  return [stepsPass(args)];
}

/** Numbers per row of S up to which four rows fit into the private memory that WGSL guarantees, 8 KiB, with an α. */
const LARGEST_IN_REGISTERS = 384;

/** Carries S from step to step. Buffers: q, k, v, the state, output, work, and both intermediates where kept. */
function stepsPass({ operator, call, part, adapter }: PassArguments & { readonly adapter: AdapterSummary }): PassPlan {
  const { sizes, keepIntermediates } = call;
  const { B, H, D, Dv } = sizes;
  const groups = Math.ceil((B * H * Math.ceil(Dv / 4)) / STEP_THREADS);
  return {
    label: `${operator} chunks, steps`,
    code: stepsShader({ D, Dv, text: rowTextFor(D, adapter), keepIntermediates }),
    bindings: [
      ...['q', 'k', 'v', call.memory?.buffer ?? 'state', 'output', 'work'],
      ...(keepIntermediates ? ['writeDirections', 'errors'] : []),
    ],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops: B * H * (part.end - part.begin) * part.phase.steps * 6 * D * Dv,
    ...chunkRange(call, part),
  };
}

import { DeviceError } from '../../errors.ts';
import type { PassPlan } from '../../runtime/plan.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { memoryShader } from './memory.wgsl.ts';
import { pairsShader } from './pairs.wgsl.ts';
import type { Directions, ReadKeys } from './pairs.wgsl.ts';
import { gridOf } from '../wgsl/grid.ts';
import type { ChunkPart } from './parts.ts';
import { cuttingStepsShader, stepsShader, STEP_THREADS } from './steps.wgsl.ts';
import type { ChunkCall } from './settings.ts';
import { chunkSettings } from './settings.ts';
import { rowTextFor } from '../wgsl/blocks.wgsl.ts';

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

/**
 * Finishes the write directions, and computes αᵀK and αᵀQ within each chunk, all chunks at once.
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
  const heads = sizes.B * sizes.H;
  return pairsShader({ threads, keepIntermediates, directions, reads, decays }).pass({
    label: `${operator} chunks, pairs`,
    buffers: queriesOf(call),
    workgroups: gridOf(heads, end - begin),
    flops: heads * (end - begin) * 2 * layout.C * layout.C * layout.D,
    range: { begin, end, multiple: 1, perStep: true },
    settings: chunkSettings(call, part),
  });
}

/** Carries S from chunk to chunk and writes the outputs. */
export function memoryPass({ operator, call, part, threads, decays = false }: PassArguments): PassPlan {
  const { begin, end } = part;
  const { D, C, values, valueTiles } = part.layout;
  const heads = call.sizes.B * call.sizes.H;
  return memoryShader(threads, call.keepIntermediates, decays).pass({
    label: `${operator} chunks, memory`,
    buffers: stateOf(call),
    workgroups: gridOf(heads, valueTiles),
    flops: heads * (end - begin) * (6 * D + 2 * C) * C * values * valueTiles,
    range: { begin, end, multiple: 1 },
    settings: chunkSettings(call, part),
  });
}

/** What the plan calls the buffer of S. */
function stateOf({ memory }: ChunkCall): Record<string, string> {
  return memory ? { state: memory.buffer } : {};
}

/** And that of the queries. */
function queriesOf({ queries }: ChunkCall): Record<string, string> {
  return queries ? { q: queries } : {};
}

/**
 * What takes write directions, at directionsPlace() of each chunk, to outputs and the next S, the fastest way on a kind
 * of device. On software devices S goes step by step, four rows per invocation in registers: no barrier, and fewer
 * operations than with chunks. Graphics cards have more lanes than S has rows, so they get pairs and memory. Where errors are cut,
 * S goes step by step on all devices: the length of an error is that of all its rows, and the next step needs it.
 *
 * @throws DeviceError('limit') for errors that are cut with keys that do not fit
 */
export function outputPasses(args: PassArguments & { readonly adapter: AdapterSummary }): PassPlan[] {
  const { call, adapter } = args;
  if (call.errorBound) {
    if (call.sizes.D <= LARGEST_IN_REGISTERS) return [stepsPass(args)];
    throw new DeviceError(
      'limit',
      `keys have ${call.sizes.D} numbers; chunks with an errorBound take ${LARGEST_IN_REGISTERS}`,
    );
  }
  if (!adapter.software || call.sizes.D > LARGEST_IN_REGISTERS) return [pairsPass(args), memoryPass(args)];
  return [stepsPass(args)];
}

/** Numbers per row of S up to which four rows fit into the private memory that WGSL guarantees, 8 KiB, with an α. */
const LARGEST_IN_REGISTERS = 384;

/** Carries S from step to step. */
function stepsPass({ operator, call, part, adapter }: PassArguments & { readonly adapter: AdapterSummary }): PassPlan {
  const { sizes, keepIntermediates, errorBound } = call;
  const { B, H, D, Dv } = sizes;
  const { begin, end } = part;
  const shape = { D, Dv, text: rowTextFor(D, adapter), keepIntermediates };
  const pass = {
    label: `${operator} chunks, steps`,
    buffers: { ...stateOf(call), ...queriesOf(call) },
    flops: B * H * (end - begin) * part.phase.steps * 6 * D * Dv,
    range: { begin, end, multiple: 1 },
  };
  const settings = chunkSettings(call, part);
  if (errorBound) {
    const workgroups = gridOf(B * H);
    return cuttingStepsShader(shape).pass({ ...pass, workgroups, settings: { ...settings, errorBound } });
  }
  const workgroups = gridOf(Math.ceil((B * H * Math.ceil(Dv / 4)) / STEP_THREADS));
  return stepsShader(shape).pass({ ...pass, workgroups, settings });
}

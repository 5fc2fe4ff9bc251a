import type { BufferPlan, KernelPlan, PassPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { chunkParts } from '../chunks/parts.ts';
import type { ChunkPart } from '../chunks/parts.ts';
import { chunkGrid, chunkRange, memoryPass, pairsPass } from '../chunks/passes.ts';
import type { ChunkCall } from '../chunks/uniforms.ts';
import { padded } from '../chunks/wgsl/tile.wgsl.ts';
import { chunkInverseShader } from './chunkInverse.wgsl.ts';
import { chunkPhases, stepsFor } from './chunkPhases.ts';
import type { VlaProblem } from './problem.ts';

/**
 * Invocations per workgroup, and penalty directions per chunk. On the processor both are as measured on llvmpipe and
 * SwiftShader (heads of 16 to 128): a barrier costs them time per invocation. Graphics cards have lanes to fill, and
 * wait for barriers, of which longer chunks need fewer; this is by reasoning, for want of one to measure.
 */
const ON_PROCESSOR = { threads: 8, directions: 16 };
const ON_CARD = { threads: 64, directions: 32 };

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
  const { threads, directions } = adapter.software ? ON_PROCESSOR : ON_CARD;
  const phases = chunkPhases(problem, chunkLength ?? stepsFor(directions, sizes.R));
  const { parts, workspaceWords } = chunkParts(phases, sizes, limits);
  const penaltyWords = Math.max(...phases.map(({ steps }) => penaltyLength(problem, steps)));
  const call: ChunkCall = { sizes, ...problem.options };
  return {
    name: 'VLA, chunks',
    buffers: [
      ...tensorBuffers(problem),
      { name: 'penalty', role: 'scratch', words: sizes.B * sizes.H * penaltyWords },
      { name: 'work', role: 'scratch', words: workspaceWords },
    ],
    passes: parts.flatMap((part) => {
      const pass = { operator: 'VLA', call, part, threads };
      return [inversePass(call, part, threads), pairsPass(pass), memoryPass(pass)];
    }),
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

/** Words of a head's matrices in the inverse pass: inverseLength() in chunkInverse.wgsl.ts. */
function penaltyLength({ sizes }: VlaProblem, steps: number): number {
  const D = padded(sizes.D);
  const C = padded(steps);
  const N = padded(steps * sizes.R);
  return D * D + D * (N + C) + D * N + C * D + N * (N + C + D);
}

function inversePass(call: ChunkCall, part: ChunkPart, threads: number): PassPlan {
  const { D, C } = part.layout;
  const N = padded(part.phase.steps * call.sizes.R);
  // A triangle counts as half its square.
  const flops = 2 * D * D * (N + C) + D * N * (N + C) + N * N * (N / 3 + C / 2 + D) + C * N * D + D * D * N;
  return {
    label: 'VLA chunks, inverse',
    code: chunkInverseShader(threads),
    bindings: ['k', 'u', 'state', 'penalty', 'work'],
    workgroups: chunkGrid(call, 1),
    flops: call.sizes.B * call.sizes.H * (part.end - part.begin) * flops,
    ...chunkRange(call, part),
  };
}

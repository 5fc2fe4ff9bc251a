import type { KernelPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { cutBytes, foursOf } from '../../chunks/cuts.wgsl.ts';
import { chunkParts } from '../../chunks/parts.ts';
import { outputPasses } from '../../chunks/passes.ts';
import type { ChunkCall } from '../../chunks/settings.ts';
import { buffer } from '../../wgsl/buffers.ts';
import { tensorBuffers } from '../problem.ts';
import { chunkPhases, stepsFor } from './phases.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { gramPass, inversePass, segmentStartPass } from './passes.ts';
import type { VlaProblem } from '../problem.ts';
import { cutIntoSegments } from './segments.wgsl.ts';

/**
 * Invocations per workgroup, and penalty directions per chunk. On the processor both are as measured on llvmpipe and
 * SwiftShader (heads of 16 to 128): a barrier costs them time per invocation. Graphics cards have lanes to fill, and
 * wait for barriers, of which longer chunks need fewer; this is by reasoning, not measured.
 */
const ON_PROCESSOR = { threads: 8, directions: 16 };
const ON_CARD = { threads: 64, directions: 32 };

/**
 * The exact chunkwise form of VLA on a device, for problems that suit it (see chooseForm): three dispatches per phase
 * (see chunkPhases) for as many chunks as the workspace holds, and again for the next ones. With segments (the
 * parallel form), two more find A at the start of each, and the carrying of A goes on in all of them at once.
 *
 * Inputs q, k, v, u; state; outputs `output` and, with keepIntermediates, `writeDirections` and `errors`. The count
 * of skipped updates in the state grows by one for every pivot of a Cholesky factor that could not be used. Then
 * nothing of the result holds, and the recurrent form has to compute it.
 *
 * @param run.chunkLength steps per chunk. Default: as many as hold 16 or 32 penalty directions, see above
 * @param run.segments per head. Default 1, the chunk form
 */
export function vlaChunkPlan(
  problem: VlaProblem,
  { limits, adapter }: DeviceTraits,
  { chunkLength, segments = 1 }: { readonly chunkLength?: number; readonly segments?: number } = {},
): KernelPlan {
  const { sizes } = problem;
  const { threads, directions } = adapter.software ? ON_PROCESSOR : ON_CARD;
  const phases = chunkPhases(problem, chunkLength ?? stepsFor(directions, sizes.R));
  const { parts, workspaceWords } = chunkParts(phases, sizes, limits);
  // The pivots of a chunk's factor are the δ of its steps: one that shows a lost A is dropped like one to be skipped.
  const leastPivot = Math.max(problem.options.deltaFloor, startsDefinite(problem) ? LEAST_DELTA : 0);
  const penalized = problem.options.readout === 'penalized';
  const isCut = problem.options.errorBound > 0;
  const call: ChunkCall = {
    ...{ sizes, ...problem.options, deltaFloor: leastPivot },
    ...(penalized && { queries: 'reading' }),
  };
  // Single steps before the last phase are few: cutting them up would cost two dispatches.
  const asked = penalized ? 2 : 1;
  const cuts = parts.map((part) =>
    cutIntoSegments(sizes, part, { wanted: part.phase === phases.at(-1) ? segments : 1, asked }),
  );
  return {
    name: `VLA, ${segments > 1 ? 'parallel' : 'chunks'}${penalized ? ', read through A' : ''}${isCut ? ', errors cut' : ''}`,
    buffers: [
      ...tensorBuffers(problem),
      ...(penalized ? [buffer('scratch', 'reading', sizes.B * sizes.H * sizes.T * sizes.D)] : []),
      { name: 'penalty', role: 'scratch', words: Math.max(...cuts.map(({ words }) => words)) },
      { name: 'work', role: 'scratch', words: workspaceWords },
    ],
    passes: cuts.flatMap((cut) => {
      const pass = { operator: 'VLA', call, part: cut.part, threads, adapter };
      const starts = cut.segments > 1 ? [gramPass(call, cut, threads), segmentStartPass(call, cut, threads)] : [];
      return [...starts, inversePass(call, cut, threads), ...outputPasses(pass)];
    }),
    workgroupBytes: isCut ? cutBytes(sizes.Dv) : 0,
    workgroupSize: Math.max(threads, isCut ? foursOf(sizes.Dv) : 0),
  };
}

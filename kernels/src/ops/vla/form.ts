import { isPositiveDefinite } from '../../math/cholesky.ts';
import { matrixAt } from '../../math/matrix.ts';
import { isLlvmpipe } from '../../runtime/adapter.ts';
import type { AdapterSummary, DeviceTraits, Form } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { FormChoice, Obstacle } from '../operator.ts';
import type { VlaProblem, VlaSizes } from './problem.ts';
import { penaltyLanes } from './recurrent/penaltyLanes.ts';
import { stepwiseArgument } from './stepwise.ts';

/**
 * The first argument that a form can't honour, or null:
 *
 * - `renormalizeAbove` rescales S between steps, which the chunk form never forms one by one: recurrent.
 * - A skipped update (|1 + uᵀAu| < deltaFloor) is decided step by step. While A is positive definite,
 *   1 + uᵀAu ≥ 1, so with deltaFloor ≤ 1 only an `initialInverse` that is not positive definite can cause
 *   one; that, and deltaFloor > 1: recurrent.
 * - Decays go step by step: recurrent.
 * - A periodic nudge changes A between steps. Chunks are cut on the period, so that "chunk" has it. "parallel" takes A
 *   from a sum over all steps so far, in which a nudge has no place: chunk.
 */
export function vlaObstacle(problem: VlaProblem, form: Form): Obstacle | null {
  if (form === 'recurrent') return null;
  const obstacle = chunkObstacle(problem);
  if (obstacle) return { ...obstacle, form: 'recurrent' };
  const { period, epsilon } = problem.options;
  if (form === 'chunk' || period === 0 || epsilon === 0) return null;
  return {
    option: 'stabilization.period',
    reason: 'nudging A after a step needs the chunk form or the recurrent one',
    form: 'chunk',
  };
}

/** The first option that only the recurrent form honours, or null. */
function chunkObstacle({ sizes, inputs, options }: VlaProblem): Omit<Obstacle, 'form'> | null {
  const stepwise = stepwiseArgument({ inputs });
  if (stepwise) return stepwise;
  if (options.renormalizeAbove > 0) {
    return { option: 'renormalizeAbove', reason: 'rescaling S after a step needs the recurrent form' };
  }
  if (options.deltaFloor > 1) {
    return {
      option: 'stabilization.deltaFloor',
      reason: 'a floor above 1 skips updates, which needs the recurrent form',
    };
  }
  if (isOnDevice(inputs.initialInverse)) {
    return { option: 'initialInverse', reason: 'one on the device may not be positive definite', possible: true };
  }
  for (let head = 0; inputs.initialInverse && head < sizes.B * sizes.H; head++) {
    if (!isPositiveDefinite(matrixAt(inputs.initialInverse, head))) {
      return { option: 'initialInverse', reason: 'one that is not positive definite needs the recurrent form' };
    }
  }
  return null;
}

function isOnDevice(tensor: HostTensor | null): boolean {
  return tensor !== null && tensor.data.length === 0;
}

/**
 * Which form is faster on a device, by a size rule. Chunks turn the work into matrix products, and cost more of it:
 * 12d² + 14Cd operations a token instead of 12d². That pays where products of tiles run faster than a loop with a
 * barrier per token. Processor time of the recurrent form over that of the chunk form, four heads, least of 5 to 9 runs:
 *
 * | driver      | d   | T = 32 | 64  | 128 | 512 | 2048 | 4096 |
 * | ----------- | --- | ------ | --- | --- | --- | ---- | ---- |
 * | llvmpipe    | 16  | 1.1    | 1.3 | 2.0 |     |      |      |
 * | llvmpipe    | 32  | 1.5    | 1.8 | 2.5 |     |      |      |
 * | llvmpipe    | 64  |        | 2.8 | 2.9 | 3.2 | 3.4  | 3.4  |
 * | SwiftShader | 64  |        | 0.6 | 0.8 | 0.6 | 0.6  |      |
 * | SwiftShader | 96  |        |     |     | 0.8 |      |      |
 * | SwiftShader | 128 |        |     |     | 1.5 |      |      |
 *
 * Where A fits into the registers of a subgroup, step by step is the faster one on both, at every length from 32 steps on (D = 16
 * to 64): 1.2 to 2.6 times on llvmpipe, 1.2 to 4.8 times on SwiftShader, and the table above is of devices without subgroups.
 *
 * In 12d² operations a token that is 1.5 GFLOP/s a core in chunks and 0.5 step by step on llvmpipe (d = 64, T = 512),
 * 0.4 and 0.6 on SwiftShader. Graphics cards are expected to gain once a few chunks fill them: not measured.
 *
 * Where single steps are the general ones, which keep A and S in buffers, chunks are the faster form for all heads. The same ratio,
 * for a readout S A q, least of 5 runs:
 *
 * | driver      | T   | d = 8 | 16  | 32  | 64  | 128 |
 * | ----------- | --- | ----- | --- | --- | --- | --- |
 * | llvmpipe    | 32  | 1.0   | 1.5 | 1.9 | 2.6 | 3.5 |
 * | llvmpipe    | 256 | 2.9   | 2.9 | 5.0 |     | 4.6 |
 * | SwiftShader | 32  | 2.3   | 2.8 | 2.7 | 3.7 | 4.1 |
 * | SwiftShader | 256 | 4.5   | 4.8 | 4.5 |     | 5.0 |
 *
 * and for errors that are cut, at T = 32 and 256: 1.2 and 3.7 (d = 16), 2.7 and 5.1 (d = 64) on llvmpipe, 4.1 and 5.7, 4.0 and 6.1 on
 * SwiftShader. Graphics cards are expected to gain by their pass over A: not measured.
 *
 * @param inGeneralSteps whether the recurrent form of the call takes the general steps
 */
export function preferredVlaForm(sizes: VlaSizes, device: DeviceTraits, inGeneralSteps = false): FormChoice {
  const { T, D } = sizes;
  const { adapter } = device;
  if (inGeneralSteps) {
    if (T < FEWEST_STEPS) return TOO_SHORT;
    return inChunks(sizes, adapter, `the faster one here from ${FEWEST_STEPS} steps on`);
  }
  const lanes = adapter.software ? penaltyLanes(sizes, device) : null;
  if (lanes) return { form: 'recurrent', reason: `the faster one here, in subgroups of ${lanes.lanes}` };
  const smallest = smallestChunkHead(adapter);
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  if (T < FEWEST_STEPS) return TOO_SHORT;
  return inChunks(sizes, adapter, `the faster one here for heads of ${smallest} and more`);
}

/** By chunks, and on segments at once where the heads are few. */
function inChunks(sizes: VlaSizes, adapter: AdapterSummary, reason: string): FormChoice {
  if (segmentsFor(sizes, adapter) > 1) return { form: 'parallel', reason: 'the heads alone do not occupy the device' };
  return { form: 'chunk', reason };
}

/**
 * Whether the recurrent form goes in two passes, A and then S, which in turn stay in registers: where A fits into those of a subgroup;
 * and on software devices from some steps and sizes on that pay for a second dispatch. Without subgroups not on llvmpipe, which compiles the
 * passes for seconds, and has chunks that are as fast.
 */
export function stepsInTwoPasses(sizes: VlaSizes, device: DeviceTraits): boolean {
  const { T, D } = sizes;
  const { adapter } = device;
  if (penaltyLanes(sizes, device)) return true;
  return adapter.software && !isLlvmpipe(adapter) && T >= FEWEST_STEPS && D >= SMALLEST_IN_TWO_PASSES;
}

const SMALLEST_IN_TWO_PASSES = 16;

/** Workgroups that occupy a device: those of a processor with a few cores, and of a graphics card. */
const ENOUGH_WORKGROUPS = { processor: 4, card: 64 };

/** Segments of a head at most, and steps of one at least, in key sizes: its first A costs about D steps. */
const MOST_SEGMENTS = 32;
const SHORTEST_SEGMENT = 4;

/** Segments per head in the parallel form: as many as occupy the device together, and no shorter ones than pay. */
export function segmentsFor({ B, H, T, D }: VlaSizes, { software }: AdapterSummary): number {
  const enough = Math.ceil(ENOUGH_WORKGROUPS[software ? 'processor' : 'card'] / (B * H));
  return Math.max(1, Math.min(enough, MOST_SEGMENTS, Math.floor(T / (SHORTEST_SEGMENT * D))));
}

/** Chunks have about as many steps, and fewer than a whole one fill no tile. */
const FEWEST_STEPS = 32;

const TOO_SHORT: FormChoice = { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };

function smallestChunkHead(adapter: AdapterSummary): number {
  if (isLlvmpipe(adapter)) return 32;
  return adapter.software ? 128 : 16;
}

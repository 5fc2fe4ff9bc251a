import type { AdapterSummary } from '../../runtime/types.ts';
import type { VlaFormChoice } from './form.ts';
import type { VlaSizes } from './problem.ts';

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
 * In 12d² operations a token that is 1.5 GFLOP/s a core in chunks and 0.5 step by step on llvmpipe (d = 64, T = 512),
 * 0.4 and 0.6 on SwiftShader. Graphics cards are expected to gain once a few chunks fill them: not measured.
 */
export function preferredDeviceForm(sizes: VlaSizes, adapter: AdapterSummary): VlaFormChoice {
  const { T, D } = sizes;
  const smallest = smallestChunkHead(adapter);
  if (D < smallest) return { form: 'recurrent', reason: `the faster one here for heads below ${smallest}` };
  if (T < FEWEST_STEPS) return { form: 'recurrent', reason: `the faster one below ${FEWEST_STEPS} steps` };
  if (segmentsFor(sizes, adapter) > 1) return { form: 'parallel', reason: 'the heads alone do not occupy the device' };
  return { form: 'chunk', reason: `the faster one here for heads of ${smallest} and more` };
}

/**
 * Whether the recurrent form goes in two passes, A and then S, which in turn stay in registers: on software devices, from
 * some steps and sizes on that pay for a second dispatch. Not on llvmpipe, which compiles the passes for seconds, and has
 * chunks that are as fast.
 */
export function stepsInTwoPasses({ T, D }: VlaSizes, { label, software }: AdapterSummary): boolean {
  return software && !isLlvmpipe(label) && T >= FEWEST_STEPS && D >= SMALLEST_IN_TWO_PASSES;
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

function smallestChunkHead({ label, software }: AdapterSummary): number {
  if (isLlvmpipe(label)) return 32;
  return software ? 128 : 16;
}

function isLlvmpipe(label: string): boolean {
  return /llvmpipe/i.test(label);
}

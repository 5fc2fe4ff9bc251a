import type { Random } from '@vla/kernels/random';
import { seededRandom } from '@vla/kernels/random';
import { pause } from './pause.ts';

/** What `draw` makes of each of `count` independent streams: seeds seed, seed + 1, … */
export async function forEachSeed<Result>(args: {
  readonly seed: number;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly draw: (random: Random) => Result;
}): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < args.count; i++) {
    results.push(args.draw(seededRandom(args.seed + i)));
    await pause(args.signal);
  }
  return results;
}

import { messageOf } from '../../src/lib/messageOf.ts';
import type { Consumer, Results } from './consumer.ts';

/** Float32 through a few steps. */
const TOLERANCE = 1e-5;

/** What is wrong with the results of a project; empty where all is well. */
function faultsOf({ expects = [] }: Consumer, results: Results, expected: readonly number[]): string[] {
  const { arrays, tensors, gradient, losses, worker, server } = results;
  const compared = { arrays, tensors, worker, server };
  const needed = new Set<string>(['arrays', ...expects]);
  return [
    ...Object.entries(compared).flatMap(([name, found]) => {
      if (!found) return needed.has(name) ? [`${name}: no numbers`] : [];
      const isClose = (value: number, i: number): boolean => Math.abs(value - expected[i]!) <= TOLERANCE;
      return found.length === expected.length && found.every(isClose) ? [] : [`${name}: ${found.join(' ')}`];
    }),
    ...(gradient && !(gradient.length === expected.length && gradient.every(Number.isFinite))
      ? [`gradient: ${gradient.join(' ')}`]
      : []),
    ...(losses && !(losses[1] < losses[0]) ? [`losses: ${losses.join(' → ')}`] : []),
  ];
}

/** What is wrong with a project, which `run` builds and runs; empty where all is well. */
export async function faultsOfRun(
  consumer: Consumer,
  run: () => Promise<Results>,
  expected: readonly number[],
): Promise<string[]> {
  const { refusal } = consumer;
  try {
    const results = await run();
    return refusal ? [`it ran; expected ${refusal}`] : faultsOf(consumer, results, expected);
  } catch (error) {
    const said = messageOf(error);
    return refusal?.test(said) ? [] : [said];
  }
}

import { expect, test } from 'vitest';
import { backwardJob } from '../../src/ops/host/backwardJob.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';

/** Goes through two heads of T steps whose state is the list of the tokens so far. */
function visits(T: number, stateSize: number) {
  const seen: { index: number; before: number[]; after: number[] }[] = [];
  let copies = 0;
  runAtOnce(
    backwardJob<number[], null>({
      heads: 2,
      T,
      stateSize,
      start: (head) => [-1 - head],
      copy: (state) => {
        copies++;
        return [...state];
      },
      advance: (state, index) => void state.push(index),
      end: () => undefined,
      reverse: (index, before, after) => void seen.push({ index, before: [...before], after: [...after] }),
      finish: () => null,
    }),
  );
  return { seen, copies };
}

test.each([
  ['all states kept', 1],
  ['segments computed again', 2 ** 21 + 1],
])('%s: each token is reversed once, with the states at both sides of it', (_, stateSize) => {
  for (const T of [1, 2, 3, 4, 5, 16, 17, 40]) {
    const { seen } = visits(T, stateSize);
    const expected = [0, 1].flatMap((head) =>
      Array.from({ length: T }, (__, step) => {
        const index = head * T + T - 1 - step;
        const past = [-1 - head, ...Array.from({ length: T - 1 - step }, (___, t) => head * T + t)];
        return { index, before: past, after: [...past, index] };
      }),
    );
    expect(seen).toEqual(expected);
  }
});

test('long sequences keep about √T states, short ones all', () => {
  expect(visits(100, 1).copies).toBe(200);
  // Ten starts of segments a head, and nine more in each segment when it is reversed.
  expect(visits(100, 2 ** 21 + 1).copies).toBe(2 * (10 + 10 * 9));
});

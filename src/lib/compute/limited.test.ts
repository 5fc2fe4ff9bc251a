import { expect, test } from 'vitest';
import { limited } from './limited.ts';

test('does at most so much at a time, in order, and a failure makes room for the next', async () => {
  const inTurn = limited(2);
  const begun: number[] = [];
  const ends: ((fails: boolean) => void)[] = [];
  const results = [0, 1, 2, 3].map((i) =>
    inTurn(() => {
      begun.push(i);
      return new Promise<number>((resolve, reject) => {
        ends[i] = (fails) => (fails ? reject(new Error(`no ${i}`)) : resolve(i));
      });
    }),
  );
  const settled = Promise.allSettled(results);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  expect(begun).toEqual([0, 1]);
  ends[1]!(true);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  ends[2]!(false);
  await turn();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[0]!(false);
  ends[3]!(false);
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await inTurn(() => Promise.resolve('again'))).toBe('again');
});

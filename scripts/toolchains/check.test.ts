import { expect, test } from 'vitest';
import { faultsOfRun } from './check.ts';
import type { Consumer, Results } from './consumer.ts';

const consumer: Consumer = { name: 'one', packages: {}, files: {}, run: { command: ['node'] } };
const faultsWith = (of: Partial<Consumer>, results: Results | Error): Promise<string[]> =>
  faultsOfRun(
    { ...consumer, ...of },
    () => (results instanceof Error ? Promise.reject(results) : Promise.resolve(results)),
    [1, 2],
  );

test('numbers are compared wherever a project computed them, and have to be there', async () => {
  expect(await faultsWith({}, { arrays: [1, 2] })).toEqual([]);
  expect(await faultsWith({}, { arrays: [1, Number.NaN] })).toEqual(['arrays: 1 NaN']);
  expect(await faultsWith({}, { arrays: [1, 2], tensors: [1, 2.1] })).toEqual(['tensors: 1 2.1']);
  expect(await faultsWith({ expects: ['worker'] }, { arrays: [1, 2] })).toEqual(['worker: no numbers']);
  expect(await faultsWith({}, { arrays: [1, 2], losses: [1, 2] })).toEqual(['losses: 1 → 2']);
});

test('a project that can not work has to say what it is expected to say', async () => {
  const refusal = /not supported/;
  expect(await faultsWith({}, new Error('require is not supported'))).toEqual(['require is not supported']);
  expect(await faultsWith({ refusal }, new Error('require is not supported'))).toEqual([]);
  expect(await faultsWith({ refusal }, new Error('no such file'))).toEqual(['no such file']);
  expect(await faultsWith({ refusal }, { arrays: [1, 2] })).toEqual(['it ran; expected /not supported/']);
});

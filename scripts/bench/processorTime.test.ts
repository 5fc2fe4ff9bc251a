import { expect, test } from 'vitest';
import { processorMillisecondsOfAll, statisticsOf } from './processorTime.ts';

test('the statistics of a process are read, whatever its name is', () => {
  const text = '12 (a) b (c) S 7 12 12 0 -1 4194304 100 0 0 0 30 20 5 5 20 0 1 0';
  expect(statisticsOf(12, text)).toEqual({ id: 12, parent: 7, milliseconds: 600 });
});

test('work takes processor time', () => {
  const before = processorMillisecondsOfAll();
  // By the process's own account, since on a busy machine little of the time that passes is this process's.
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 50_000);
  const taken = processorMillisecondsOfAll() - before;
  expect(taken).toBeGreaterThan(5);
  expect(taken).toBeLessThan(60_000);
});

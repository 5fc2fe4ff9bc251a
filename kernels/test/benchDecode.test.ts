import { afterEach, expect, test } from 'vitest';
import { decodeSuite } from '../bench/index.ts';
import { ratioOf } from '../bench/suites/decode.ts';
import { openSession } from '../src/index.ts';
import type { WebGpuSession } from '../src/index.ts';
import { fakeClock, inTime, realClock } from './support/fakeClock.ts';
import { SlowDevice } from './support/slowDevice.ts';

afterEach(realClock);

test('a step is not timed where the device speaks at fixed times only, and the suite says why', async () => {
  fakeClock(0.1);
  const { device } = new SlowDevice({ every: 100, hearsQuestions: false });
  const session = (await inTime(openSession({ backend: 'webgpu', device }))) as WebGpuSession;
  const sizes = { D: 8, heads: [1, 2] };
  const { rows, notes } = await inTime(decodeSuite({ session, place: 'browser', sizes }));
  expect(rows).toEqual([]);
  expect(notes).toEqual([1, 2].map((H) => expect.stringMatching(`^decoding, ${H} heads: no time. .* done: 100 ms.$`)));
});

test('a ratio to what can’t be told from nothing is left out, and where that is half of them there is none', () => {
  expect(ratioOf([1, 2, Infinity, 3])).toMatchObject({ value: { median: 2 }, samples: 3, note: null });
  expect(ratioOf([1, 2, Infinity, NaN])).toEqual({
    value: null,
    samples: 2,
    note: 'what it is compared with can’t be told from an empty dispatch here',
  });
  expect(ratioOf([])).toEqual({ value: null, samples: 0, note: null });
});

import { afterEach, expect, test } from 'vitest';
import { decodeSuite } from '../bench/index.ts';
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

import { openSession } from '@vla/kernels';
import { expect, test } from 'vitest';
import { formatNumber } from '../../lib/format.ts';
import { JSDOM } from 'jsdom';
import type { Ladder } from './climb.ts';
import { compute } from './compute.ts';
import { definition } from './definition.ts';
import { view } from './view.ts';

const gain = { median: 10, p10: 8, p90: 12 };
const short: Ladder = {
  T: 64,
  rungs: [
    { name: 'opLoop', time: 500, rate: 0.1, gain: null, difference: null },
    { name: 'recurrent', time: 50, rate: 1, gain, difference: 1e-7 },
    { name: 'chunk', time: 20, rate: 2, gain: { ...gain, median: 2.5 }, difference: 2e-7 },
  ],
  whole: { median: 25, p10: 20, p90: 30 },
};
const long: Ladder = {
  T: 512,
  rungs: short.rungs.slice(1).map((rung) => ({ ...rung, gain: rung.gain && gain })),
  whole: { median: 2.4, p10: 2, p90: 3 },
};
const data = { heads: 4, headSize: 64, short, long };

test('every rung is drawn with its time, and its gain on the one before', () => {
  const { document } = new JSDOM('').window;
  const text = view.draw({ data, view: {}, theme: 'light', width: 720, document }).textContent;
  for (const { time } of short.rungs) expect(text).toContain(`${formatNumber(time, 2)} µs`);
  expect(text).toContain('gains 2.5× (8 to 12)');
});

test('numbers say what each rung gains, and all of them together', () => {
  const values = Object.fromEntries(view.quantities(data).map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({ opLoopTimeShort: 500, recurrentGainShort: 10, chunkGainShort: 2.5, wholeShort: 25 });
  expect(values).toMatchObject({ recurrentTimeLong: 50, wholeLong: 2.4 });
});

test('it needs a graphics device, and says so', async () => {
  const runtime = await openSession({ backend: 'cpu' });
  const { config, seed, needsWebGpu } = definition;
  const { signal } = new AbortController();
  expect(needsWebGpu).toBe(true);
  await expect(compute({ config, seed, runtime, signal, onProgress: () => undefined })).rejects.toMatchObject({
    fault: 'unavailable',
  });
});

import { openSession } from '@vla/kernels';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { definition } from './definition.ts';
import { view } from './view.ts';

const quantiles = (median: number) => ({ median, p10: median * 0.9, p90: median * 1.1 });
const data: Data = {
  heads: 4,
  headSize: 64,
  length: 1024,
  matmul: { label: 'tfjs matMul', n: 512, rate: quantiles(20) },
  bandwidth: quantiles(10),
  kernels: [
    { operator: 'vla', form: 'parallel', intensity: 48, rate: quantiles(15), share: quantiles(0.75) },
    { operator: 'linear', form: 'recurrent', intensity: 16, rate: quantiles(2), share: quantiles(0.1) },
  ],
};

describe('the picture', () => {
  const { document } = new JSDOM('').window;
  const svg = view.draw({ data, view: {}, theme: 'light', width: 720, document });

  test('names every kernel', () => {
    expect(svg.textContent).toContain('VLA, time-parallel');
    expect(svg.textContent).toContain('linear, recurrent');
  });

  test('has a roof that bends where memory gives as many operations as the matrix product', () => {
    const roof = [...svg.querySelectorAll('path')]
      .map((path) => path.getAttribute('d')!)
      .find((d) => /^M.*L.*L/.test(d))!;
    const places = [...roof.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
    expect(places).toHaveLength(3);
    expect(places[0]!.y).toBeGreaterThan(places[1]!.y);
    expect(places[1]!.y).toBeCloseTo(places[2]!.y, 6);
    // 10 bytes a second and 20 operations a second: the bend is at 2, four times the left end.
    expect((places[1]!.x - places[0]!.x) / (places[2]!.x - places[0]!.x)).toBeCloseTo(2 / Math.log2((4 * 48) / 0.5), 3);
  });
});

test('numbers are rates, and shares of the matrix product', () => {
  const values = Object.fromEntries(view.quantities(data).map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({ matmul: 20, bandwidth: 10, vlaParallelRate: 15, vlaParallelShare: 0.75 });
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

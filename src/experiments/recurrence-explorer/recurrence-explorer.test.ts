import { describe, expect, test } from 'vitest';
import { naiveVla, times } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import { compute } from './compute.ts';
import type { Config } from './definition.ts';
import { definition } from './definition.ts';
import { drawInputs } from './inputs.ts';

const base: Config = { ...definition.config, length: 10, headSize: 5 };
const variants: readonly Partial<Config>[] = [
  {},
  { write: 'plain' },
  { error: 'additive' },
  { directions: 'keys', lambda0: 1 },
];

describe.each(variants)('every quantity of every step, with %o', (variant) => {
  test('is that of the recurrence written out', async () => {
    const config = { ...base, ...variant };
    const data = await runOnCpu(compute, { config, seed: 2 });
    const inputs = drawInputs(config, 2);
    const [k, v, u, q] = [inputs.k, inputs.v, inputs.u, inputs.q].map(({ data: entries }) => rowsOf(entries, 5));
    const { lambda0, write, error } = config;
    const steps = naiveVla({ k, v, u, lambda0, write, error });
    data.frames.forEach((frame, t) => {
      const before =
        t === 0
          ? steps[0].inverse.map((row, i) => row.map((_, j) => (i === j ? 1 / lambda0 : 0)))
          : steps[t - 1].inverse;
      const z = times(before, u[t]);
      close(frame.z, z);
      expect(frame.delta).toBeCloseTo(1 + z.reduce((sum, value, i) => sum + value * u[t][i], 0), 4);
      close(frame.alpha, steps[t].alpha);
      close(frame.e, steps[t].e);
      close(frame.inverse, steps[t].inverse.flat());
      close(frame.memory, steps[t].memory.flat());
      close(frame.o, times(steps[t].memory, q[t]));
    });
    expect(data.memoryIdentity).toBeLessThan(1e-6);
    expect(data.inverseIdentity).toBeLessThan(1e-6);
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config: base, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});

function close(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-5 * largest));
}

import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import type { RunReport } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { operators, runOperator } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { baselines, longCase, wasmCases, wideCase } from './cases.ts';

const [reference, cpu, wasm] = await Promise.all(
  (['reference', 'cpu', 'wasm'] as const).map((backend) => openSession({ backend })),
);

type Results = Record<string, HostTensor>;

async function run(operator: Operator, inputs: object, options: object): Promise<{ results: Results; ran: RunReport }> {
  const { ran, ...results } = await runOperator<never, never, Promise<Results & { ran: RunReport }>>(
    operator as never,
    inputs,
    options as never,
  );
  return { results: results as Results, ran };
}

describe.each(baselines)('%s', (name) => {
  const operator: Operator = operators[name];

  test.each([...wasmCases(name), longCase(name), wideCase(name)])(
    '$name: as in float64',
    async ({ inputs, options }) => {
      const exact = await run(operator, inputs, { ...options, session: reference });
      const { results, ran } = await run(operator, inputs, { ...options, session: wasm });
      expect(ran).toMatchObject({ backend: 'wasm', form: operator.wasm!.forms[0] });
      expect(Object.keys(results)).toEqual(Object.keys(exact.results));
      for (const [tensor, { shape, data }] of Object.entries(exact.results)) {
        expect(results[tensor]!.shape).toEqual(shape);
        expect(relativeError(results[tensor]!.data, data), tensor).toBeLessThanOrEqual(2e-5);
      }
    },
  );

  test('a call that diverges names the step, as in JavaScript', async () => {
    const { inputs, options } = diverging(name);
    const message = (session: typeof cpu) =>
      run(operator, inputs, { ...options, session }).catch((error: Error) => error.message);
    const expected = await message(cpu);
    expect(expected).toMatch(/^diverged at step \d+ of batch 1, head 0: /);
    expect(await message(wasm)).toBe(expected);
  });
});

test('the weights of softmax attention are within some ulps of exponentials, down to where float32 has no normal number', async () => {
  // The second query weighs the second value by eˣ / (1 + eˣ).
  const scores = Array.from({ length: 880 }, (_, index) => -index / 10);
  const pairs = (values: (score: number) => readonly [number, number]): HostTensor => {
    return { shape: [scores.length, 1, 2, 1], data: Float32Array.from(scores.flatMap(values)) };
  };
  const inputs = { q: pairs(() => [1, 1]), k: pairs((score) => [0, score]), v: pairs(() => [0, 1]) };
  const { results } = await run(operators.softmax, inputs, { scale: 1, session: wasm });
  scores.forEach((score, index) => {
    const x = Math.fround(score);
    const expected = Math.exp(x) / (1 + Math.exp(x));
    const actual = results['output']!.data[2 * index + 1]!;
    if (x < Math.fround(-87.3)) expect(actual, `${x}`).toBe(0);
    else expect(Math.abs(actual / expected - 1), `${x}`).toBeLessThan(3e-7);
  });
});

/** A call whose output is not finite from step 37 of batch 1, head 0, on. */
function diverging(name: (typeof baselines)[number]): { readonly inputs: object; readonly options: object } {
  const [T, D] = [40, 5];
  const tensor = (value: number, large = value): HostTensor => {
    const data = new Float32Array(4 * T * D).fill(value);
    return { shape: [2, 2, T, D], data: data.fill(large, (2 * T + 37) * D, (2 * T + 38) * D) };
  };
  // A product of large q and k is no number of float32.
  if (name === 'softmax') return { inputs: { q: tensor(1, 1e30), k: tensor(1, 1e30), v: tensor(1) }, options: {} };
  if (name !== 'linear') return { inputs: { q: tensor(4), k: tensor(0.25), v: tensor(1, 3.4e38) }, options: {} };
  // What is in the normalizer at first is used up at step 37.
  const initialNormalizer = { shape: [2, 2, D], data: new Float32Array(4 * D).fill(1).fill(-38, 2 * D, 3 * D) };
  return { inputs: { q: tensor(1), k: tensor(1), v: tensor(1), initialNormalizer }, options: { epsilon: 0 } };
}

import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import type { RunReport } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { operators, runGradient } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { inputOf } from '../../src/ops/call/gradientProblem.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { centralDifferences, weighted } from '../gradients/differences.ts';
import type { Tensors } from '../gradients/differences.ts';
import { baselines, longCase, resultGradients, wasmCases, wideCase } from './cases.ts';

const [reference, wasm] = await Promise.all(
  (['reference', 'wasm'] as const).map((backend) => openSession({ backend })),
);

async function gradientOf(
  operator: Operator,
  inputs: object,
  options: object,
): Promise<{ gradients: Record<string, HostTensor>; ran: RunReport }> {
  const { ran, ...gradients } = await runGradient<never, never, { ran: RunReport }>(
    operator as never,
    inputs,
    options as never,
  );
  return { gradients: gradients as Record<string, HostTensor>, ran };
}

describe.each(baselines)('the gradient of %s', (name) => {
  const operator: Operator = operators[name];

  test.each([...wasmCases(name), longCase(name), wideCase(name)].map((one, index) => ({ ...one, index })))(
    '$name: as in float64',
    async (one) => {
      const { inputs, options, index } = one;
      const call = { ...inputs, ...resultGradients(operator, one, index) };
      const { gradients, ran } = await gradientOf(operator, call, { ...options, session: wasm });
      const exact = await gradientOf(operator, call, { ...options, session: reference });
      expect(ran).toMatchObject({ backend: 'wasm', form: operator.gradient.wasm!.forms[0] });
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(inputs).sort());
      for (const [tensor, { data }] of Object.entries(exact.gradients)) {
        expect(gradients[tensor]!.shape).toEqual(inputs[tensor]!.shape);
        // A gradient that is zero, but for float64's rounding, is held against 1.
        const size = Math.hypot(...data);
        const error =
          size < 1e-9 ? Math.hypot(...gradients[tensor]!.data) : relativeError(gradients[tensor]!.data, data);
        expect(error, tensor).toBeLessThanOrEqual(5e-5);
      }
    },
  );

  test('as central differences of the results in float64 have it', async () => {
    const one = wasmCases(name)[5]!;
    const { inputs, options } = one;
    const weights = resultGradients(operator, one, 3);
    const { gradients } = await gradientOf(operator, { ...inputs, ...weights }, { ...options, session: wasm });
    const loss = (tensors: Tensors): number => {
      const results = runAtOnce(operator.reference(operator.problem(tensors, options)));
      return weighted(results, Object.fromEntries(Object.entries(weights).map(([key, one]) => [inputOf(key), one])));
    };
    for (const input of Object.keys(inputs)) {
      const expected = centralDifferences(loss, inputs, input);
      expect(relativeError(gradients[input]!.data, expected), input).toBeLessThan(1e-5);
    }
  });

  test('that overflows says whose it is', async () => {
    const one = wasmCases(name)[5]!;
    const weights = Object.entries(resultGradients(operator, one, 3)).map(([key, { shape, data }]) => {
      return [key, { shape, data: data.map(() => 3e38) }];
    });
    const call = { ...one.inputs, ...Object.fromEntries(weights) };
    const gradient = gradientOf(operator, call, { ...one.options, session: wasm });
    await expect(gradient).rejects.toThrow(/^diverged in the gradient of \w+: /);
  });
});

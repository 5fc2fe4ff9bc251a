import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import type { RunReport } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { operators, runGradient } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { baselines, resultGradients, wasmCases } from './cases.ts';

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

  test.each(wasmCases(name).map((one, index) => ({ ...one, index })))('$name: as in float64', async (one) => {
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
      const error = size < 1e-9 ? Math.hypot(...gradients[tensor]!.data) : relativeError(gradients[tensor]!.data, data);
      expect(error, tensor).toBeLessThanOrEqual(5e-5);
    }
  });
});

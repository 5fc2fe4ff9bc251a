import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import { exampleInputs, operatorNames, operators, runGradient, runOperator } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import { gradientName } from '../../src/ops/call/gradientProblem.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** Address 0 stands for what a call does not have. Nothing is kept in the first bytes of a memory, so who writes there is wrong. */
const UNUSED = 16;

const memories: WebAssembly.Memory[] = [];
const { Memory } = WebAssembly;

beforeAll(() => {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
});
afterAll(() => {
  WebAssembly.Memory = Memory;
});

test.each(operatorNames)('%s and its gradient write nothing for what a call does not have', async (name) => {
  const operator = operators[name] as unknown as Operator;
  const options = { ...operator.example.options[0]![1], session: await openSession({ backend: 'wasm' }) };
  const sizes = { B: 1, H: 2, T: 40, D: 5, Dv: 6, R: 1 };
  const inputs = exampleInputs(operator, seededRandom(1), sizes) as Record<string, HostTensor>;
  const required = Object.keys(operator.inputs.required);
  const least = Object.fromEntries(required.map((input) => [input, inputs[input]!]));
  for (const given of [least, inputs]) {
    const results = await runOperator<never, never, Promise<Record<string, HostTensor>>>(
      operator as never,
      given,
      options as never,
    );
    const gradients = operator.differentiable.map((result) => [gradientName(result), results[result]!] as const);
    for (const some of [gradients.slice(0, 1), gradients]) {
      const call = { ...given, ...Object.fromEntries(some) };
      await runGradient<never, never, object>(operator as never, call, options as never);
    }
  }
  expect(memories.length).toBeGreaterThan(0);
  for (const { buffer } of memories) expect([...new Uint8Array(buffer, 0, UNUSED)]).toEqual(Array(UNUSED).fill(0));
});

import { describe, expect, test } from 'vitest';
import { openSession } from '../src/index.ts';
import type { HostTensor, RunReport } from '../src/index.ts';
import { relativeError } from '../src/math/index.ts';
import { gradientName } from '../src/ops/call/gradientProblem.ts';
import { planForCall, planForGradient } from '../src/ops/call/plan.ts';
import { tensorsOf } from '../src/ops/call/run.ts';
import type { Operator } from '../src/ops/operator.ts';
import { exampleInputs, operatorNames, operators, runGradient, runOperator } from '../src/operators.ts';
import { inputNames, shapeOf } from '../src/ops/validation/axes.ts';
import { seededRandom } from '../src/random.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../src/runtime/limits.ts';
import { elementCount } from '../src/tensor.ts';

type Results = Readonly<Record<string, HostTensor>> & { readonly ran: RunReport };

const sizes = { B: 1, H: 2, T: 40, R: 1, D: 16, Dv: 16 };
const device = { limits: DEFAULT_LIMITS, adapter: summarizeAdapter({ description: 'a graphics card' }) };

/** What the type of an operator can't say of one, for each in the list. */
describe.each(operatorNames)('%s', (name) => {
  const operator: Operator = operators[name];
  const { gradient } = operator;
  const [[, options]] = operator.example.options as [[string, object]];
  const inputs = exampleInputs(operator, seededRandom(1), sizes);
  const problem = operator.problem(inputs, options);

  test('is listed under its name, and has a label', () => {
    expect(operator.name).toBe(name);
    expect(operator.label).not.toBe('');
  });

  test('has a host job for every form, and a preference where there are several', () => {
    for (const { forms, chunked, preferred } of [operator, gradient]) {
      const byChunks = forms.some((form) => form === 'chunk' || form === 'parallel');
      expect(chunked !== undefined).toBe(byChunks);
      expect(preferred !== undefined).toBe(forms.length > 1);
    }
  });

  test('has no inputs but those that it declares, and states that end as results', () => {
    expect(inputNames(operator.inputs)).toEqual(expect.arrayContaining(Object.keys(problem.inputs)));
    const ends = Object.values(operator.states)
      .flat()
      .map(({ result }) => result);
    expect(Object.keys(operator.results(options))).toEqual(expect.arrayContaining(ends));
    expect(Object.keys(operator.results(options))).toEqual(expect.arrayContaining([...operator.differentiable]));
  });

  test.each(operator.forms)('in form %s a plan reads inputs of the call, and no others', (form) => {
    const planned = planForCall(operator, problem, { form }, device);
    expect(() => tensorsOf(planned, problem.inputs)).not.toThrow();
    const read = planned.plan.buffers.find(({ role }) => role === 'input')!.name;
    const { [read]: _, ...others } = problem.inputs;
    expect(() => tensorsOf(planned, others)).toThrow(`reads "${read}", which no input of the call provides`);
  });

  test.each(gradient.forms)('in form %s a gradient reads inputs and gradients of results', (form) => {
    const gradients = Object.fromEntries(operator.differentiable.map((result) => [`${result}Gradient`, null]));
    const given = new Set([...Object.keys(inputs), ...Object.keys(gradients)]);
    const call = { sizes: problem.sizes, options: problem.options, given };
    const planned = planForGradient(operator, call, { form }, device);
    expect(() => tensorsOf(planned, { ...problem.inputs, ...gradients })).not.toThrow();
  });

  test('is computed in WebAssembly, and its gradient, as in float64', async () => {
    const gradients = Object.entries(operator.results(options)).flatMap(([result, axes]) => {
      if (!operator.differentiable.includes(result)) return [];
      const shape = shapeOf(axes, problem.sizes);
      const data = seededRandom(2).fillNormal(new Float32Array(elementCount(shape)));
      return [[gradientName(result), { shape, data }] as const];
    });
    const call = { ...inputs, ...Object.fromEntries(gradients) };
    const run = async (backend: 'reference' | 'wasm'): Promise<readonly Results[]> => {
      const all = { ...options, session: await openSession({ backend }) } as never;
      return [
        await runOperator<never, never, Promise<Results>>(operator as never, inputs, all),
        await runGradient<never, never, Results>(operator as never, call, all),
      ];
    };
    const [exact, actual] = [await run('reference'), await run('wasm')];
    exact.forEach(({ ran: _, ...tensors }, index) => {
      const { ran, ...others } = actual[index]!;
      expect(ran.backend).toBe('wasm');
      for (const [tensor, { data }] of Object.entries(tensors as Record<string, HostTensor>)) {
        const error = relativeError((others as Record<string, HostTensor>)[tensor]!.data, data);
        expect(error, tensor).toBeLessThanOrEqual(index === 0 ? 2e-5 : 1e-4);
      }
    });
  });
});

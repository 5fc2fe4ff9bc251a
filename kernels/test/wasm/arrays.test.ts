import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSession, vla } from '../../src/index.ts';
import type { Session, VlaInputs } from '../../src/index.ts';
import { exampleInputs, operatorNames, operators, runOperator } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import { runGradient } from '../../src/ops/call/gradient.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { rounded } from '../support/generated.ts';
import { normals } from '../support/random.ts';

type Tensors = Record<string, HostTensor>;

const session = await openSession({ backend: 'wasm' });
const javascript = await openSession({ backend: 'cpu' });
afterEach(() => vi.restoreAllMocks());

const sizes = { B: 1, H: 2, T: 21, R: 1, D: 6, Dv: 5 };

describe.each(operatorNames)('%s by arrays', (name) => {
  const operator: Operator = operators[name];
  const { required } = operator.inputs;
  const all = rounded(exampleInputs(operator, seededRandom(3), sizes) as object) as Tensors;
  const onlyRequired = Object.fromEntries(Object.keys(required).map((input) => [input, all[input]!]));
  const [[, options]] = operator.example.options as [[string, object]];
  const gradients = { outputGradient: rounded({ x: normals(seededRandom(4), 1, 2, 21, 5) }).x };
  const forward = (inputs: Tensors): Promise<object> => runOperator(operator as never, inputs, { ...options, session });
  const backward = (inputs: Tensors): Promise<object> =>
    runGradient(operator as never, { ...inputs, ...gradients }, { ...options, session } as never);

  test.each([
    ['all inputs', all],
    ['those that have to be', onlyRequired],
  ])('%s: looked through where they are computed, with the results of arrays that are not', async (_, inputs) => {
    const checks = vi.spyOn(operator, 'problem');
    const results = [await forward(inputs), await backward(inputs)];
    expect(checks).not.toHaveBeenCalled();
    // Numbers of float64 are checked and rounded in JavaScript.
    const wide = Object.fromEntries(
      Object.entries(inputs).map(([input, { shape, data }]) => [input, { shape, data: Float64Array.from(data) }]),
    );
    const expected = [await forward(wide), await backward(wide)];
    expect(checks).toHaveBeenCalledTimes(2);
    for (const [index, { ran, ...tensors }] of (expected as Record<string, object>[]).entries()) {
      const { ran: own, ...actual } = results[index] as Record<string, object>;
      expect(actual).toEqual(tensors);
      const times = { milliseconds: expect.any(Number) as number };
      expect(own).toEqual({ ...ran, ...times });
      expect(own).toMatchObject({ backend: 'wasm' });
    }
  });

  const shape = all['q']!.shape;
  const withNumber = (input: string, index: number, value: number): Tensors => ({
    ...all,
    [input]: { shape: all[input]!.shape, data: all[input]!.data.map((x, i) => (i === index ? value : x)) },
  });
  const { k: _, ...withoutKeys } = all;
  const broken: [string, Tensors, object?][] = [
    ['NaN', withNumber('q', 7, NaN)],
    ['infinity in the last number', withNumber('v', all['v']!.data.length - 1, -Infinity)],
    ['NaN, and an option that there is not', withNumber('q', 7, NaN), { optoin: 1 }],
    ['a missing input', withoutKeys],
    ['an unknown input', { ...all, x: all['q']! }],
    ['a list in place of an array', { ...all, k: { shape, data: [...all['k']!.data] as never } }],
    ['too few numbers', { ...all, k: { shape, data: all['k']!.data.subarray(1) } }],
    ['another shape', { ...all, k: { shape: [...shape].reverse(), data: all['k']!.data } }],
    ['no tensor', { ...all, k: null as never }],
    ['a form that there is not', all, { form: 'diagonal' }],
    ['NaN, and a form that the operator has not', withNumber('k', 1, NaN), { form: 'parallel' }],
  ];

  test.each(broken)('%s: refused as in JavaScript', async (_, inputs, more = {}) => {
    const refusal = async (given: Session, run: (all: Tensors, options: object) => Promise<object>): Promise<string> =>
      run(inputs, { ...options, ...more, session: given }).then(
        () => 'nothing',
        (error: unknown) => String(error),
      );
    for (const run of [
      (tensors: Tensors, all: object) =>
        runOperator<never, never, Promise<object>>(operator as never, tensors, all as never),
      (tensors: Tensors, all: object) =>
        runGradient<never, never, object>(operator as never, { ...tensors, ...gradients }, all as never),
    ]) {
      const expected = await refusal(javascript, run);
      expect(await refusal(session, run)).toBe(expected);
      expect(expected).toMatch(/^ArgumentError/);
    }
  });
});

test('a direction that is too long is refused as in JavaScript, and its memory is free for the next call', async () => {
  const inputs = rounded(exampleInputs(operators.vla, seededRandom(5), sizes) as object) as Tensors;
  const u = { shape: inputs['u']!.shape, data: inputs['u']!.data.map((x) => 1e20 * x) };
  const refused = (given: Session) =>
    expect(vla({ ...inputs, u } as unknown as VlaInputs, { lambda0: 1, session: given })).rejects.toThrow(
      'at [0, 0, 0, 0]; expected at most',
    );
  await refused(javascript);
  const memories = vi.spyOn(WebAssembly, 'Memory');
  for (let i = 0; i < 3; i++) await refused(session);
  await vla(inputs as unknown as VlaInputs, { lambda0: 1, session });
  expect(memories).not.toHaveBeenCalled();
});

test('two calls that nobody waited for keep their numbers apart', async () => {
  const inputs = rounded(exampleInputs(operators.vla, seededRandom(6), sizes) as object) as Tensors;
  const first = vla(inputs as unknown as VlaInputs, { lambda0: 1, session });
  const v = { shape: inputs['v']!.shape, data: inputs['v']!.data.map((x) => 2 * x) };
  const second = vla({ ...inputs, v } as unknown as VlaInputs, { lambda0: 1, session });
  inputs['v']!.data.fill(7);
  const [once, twice] = await Promise.all([first, second]);
  expect(twice.output.data).toEqual(once.output.data.map((x) => 2 * x));
});

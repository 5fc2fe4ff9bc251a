import { expect, test } from 'vitest';
import { runGradient } from '../../src/ops/call/gradient.ts';
import { gradientName } from '../../src/ops/call/gradientProblem.ts';
import { runOperator } from '../../src/ops/call/run.ts';
import type { OperatorName } from '../../src/ops/labels.ts';
import type { Operator } from '../../src/ops/operator.ts';
import { exampleInputs, operatorNames, operators } from '../../src/operators.ts';
import { openSession } from '../../src/index.ts';
import type { Backend, Form, HostTensor, RunReport, Session } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import type { Random } from '../../src/random.ts';
import { elementCount } from '../../src/tensor.ts';

/**
 * Calls whose every intermediate number float32 has: whatever the order of a sum, the result is that of float64 bit for bit.
 * Sizes are such that chunks of 16 begin, end and are cut short, and that a row is a whole number of no vector.
 */
const [B, H, T, D, Dv] = [1, 2, 33, 37, 5] as const;
const CHUNK = 16;

type Tensors = Readonly<Record<string, HostTensor>>;

interface ExactCase {
  readonly operator: OperatorName;
  readonly what: string;
  readonly inputs: Tensors;
  readonly options?: object;
  /** Forms that take a root of what has none in float32. Default none. */
  readonly inexact?: readonly Form[];
  /** The same of the gradient. */
  readonly inexactGradient?: readonly Form[];
}

const filled = (shape: number[], value: (index: number) => number): HostTensor => ({
  shape,
  data: Float32Array.from({ length: elementCount(shape) }, (_, index) => value(index)),
});
const integers = (random: Random, size: number): HostTensor => filled([B, H, T, size], () => random.integer(7) - 3);
/** Rows with a 1 where `place` says, and zeros elsewhere. */
const oneHot = (place: (t: number, head: number) => number): HostTensor =>
  filled([B, H, T, D], (index) => {
    const token = Math.floor(index / D);
    return index % D === place(token % T, Math.floor(token / T)) ? 1 : 0;
  });

/** Keys come again after 20 steps, in another order for the second head. */
const key = (t: number, head: number): number => (head === 0 ? t % 20 : (7 * t) % 20);

function exactCases(onDevice: boolean): ExactCase[] {
  const random = seededRandom(5);
  const [q, v] = [integers(random, D), integers(random, Dv)];
  const k = oneHot(key);
  const memory = filled([B, H, Dv, D], () => random.integer(5) - 2);
  // Every direction is used once, so that δ is 2 and an entry of A one of 1 and 1/2.
  const u = oneHot((t, head) => (t + 3 * head) % D);
  const strengths = filled([B, H, T], () => random.integer(2) / 2);
  const shared = { q, k, v, initialMemory: memory };
  // On a processor, chunks of VLA and its gradient's go through a Cholesky factor, and on a device its gradient's.
  const vla = (what: string, options: object): ExactCase => {
    const given = { operator: 'vla' as const, what, inputs: { ...shared, u }, options: { lambda0: 1, ...options } };
    return { ...given, inexact: onDevice ? ['parallel'] : ['chunk', 'parallel'], inexactGradient: ['chunk'] };
  };
  return [
    vla('of unit length', {}),
    vla('as they are', { write: 'plain' }),
    vla('of whole values', { write: 'plain', error: 'additive' }),
    { operator: 'deltanet', what: 'residual', inputs: shared },
    { operator: 'deltanet', what: 'half of the residual', inputs: { ...shared, beta: strengths } },
    { operator: 'gatedDelta', what: 'residual', inputs: { ...shared, p: oneHot((t) => (3 * t) % 20) } },
    { operator: 'gatedDelta', what: 'half of the residual', inputs: { ...shared, beta: strengths } },
    { operator: 'gatedDelta', what: 'whole values', inputs: shared, options: { error: 'additive' } },
    // The denominator is how often the key of the query has come: once or twice.
    { operator: 'linear', what: 'sums', inputs: { q: k, k, v }, options: { epsilon: 0 } },
  ];
}

/** Registers the tests of all forms on a backend; those of softmax attention are in {@link testSymmetries} only. */
export function testExactCases(open: () => Promise<Session>, backend: Backend): void {
  for (const one of exactCases(backend === 'webgpu')) {
    const { operator: name, what, inputs, options = {}, inexact = [], inexactGradient = [] } = one;
    const operator: Operator = operators[name];
    const forms = operator.forms.filter((form) => !inexact.includes(form));
    test.each(forms)(`${name} writes ${what} exactly in form "%s"`, async (form) => {
      const run = (session: Session, asked: Form) =>
        tensorsOf(operator, inputs, { ...options, ...cut(asked), session });
      expectEqual(await run(await open(), form), await run(await openSession({ backend: 'reference' }), 'recurrent'));
    });
    test.each(operator.gradient.forms.filter((form) => !inexactGradient.includes(form)))(
      `the gradient of ${name} that writes ${what} is exact in form "%s"`,
      async (form) => {
        const random = seededRandom(6);
        const given = { ...inputs, outputGradient: integers(random, Dv) };
        const run = (session: Session, asked: Form) =>
          runGradient<never, never, Tensors>(operator as never, given, { ...options, ...cut(asked), session } as never);
        expectEqual(await run(await open(), form), await run(await openSession({ backend: 'reference' }), 'recurrent'));
      },
    );
  }
}

const cut = (form: Form) => ({ form, ...(form === 'recurrent' || form === 'full' ? {} : { chunkLength: CHUNK }) });

async function tensorsOf(operator: Operator, inputs: Tensors, options: object): Promise<Tensors> {
  const { ran: _, ...tensors } = await runOperator<never, never, Promise<Tensors & { ran: RunReport }>>(
    operator as never,
    inputs,
    options as never,
  );
  return tensors as Tensors;
}

function expectEqual(actual: Tensors, expected: Tensors): void {
  for (const [name, { data }] of Object.entries(expected)) {
    if (name === 'ran') continue;
    // 0 and -0 are one number.
    const wrong = actual[name]!.data.findIndex((value, index) => value !== data[index]);
    expect(wrong, `${name}: ${actual[name]!.data[wrong]} in place of ${data[wrong]}`).toBe(-1);
  }
}

/** What doubling the values or exchanging heads does to random calls, bit for bit. */
export function testSymmetries(open: () => Promise<Session>): void {
  for (const name of operatorNames) {
    const operator: Operator = operators[name];
    const sizes = { B, H, T, R: 1, D, Dv };
    const [[, options]] = operator.example.options as [[string, object]];
    const inputs = exampleInputs(operator, seededRandom(7), sizes);
    const outputGradient = filled([B, H, T, Dv], (index) => Math.sin(index));
    const both = async (given: Tensors, form: Form): Promise<Tensors> => {
      const session = await open();
      const { outputGradient: _, ...tensors } = given;
      const forward = await tensorsOf(operator, tensors, { ...options, ...cut(form), session });
      if (!operator.gradient.forms.includes(form)) return forward;
      const call = { outputGradient, ...given };
      const gradients = await runGradient<never, never, Tensors>(operator as never, call, {
        ...options,
        ...cut(form),
        session,
      } as never);
      const named = Object.entries(gradients).filter(([input]) => input !== 'ran');
      return { ...forward, ...Object.fromEntries(named.map(([input, tensor]) => [gradientName(input), tensor])) };
    };

    test.each(operator.forms)(`${name} is linear in its values in form "%s"`, async (form) => {
      const once = await both(inputs, form);
      const twice = await both({ ...inputs, v: times(inputs['v']!, 2) }, form);
      const others = ['finalInverse', 'finalNormalizer', 'skippedUpdates', 'vGradient'];
      const expected = Object.entries(once).map(([result, tensor]) => [
        result,
        others.includes(result) ? tensor : times(tensor, 2),
      ]);
      expectEqual(twice, Object.fromEntries(expected) as Tensors);
    });

    test.each(operator.forms)(`heads of ${name} know nothing of each other in form "%s"`, async (form) => {
      const given: Tensors = { ...inputs, outputGradient };
      const exchanged = await both(mapped(given, exchangeHeads), form);
      expectEqual(exchanged, mapped(await both(given, form), exchangeHeads));
    });
  }
}

const times = ({ shape, data }: HostTensor, factor: number): HostTensor => ({
  shape,
  data: data.map((value) => factor * value),
});
const mapped = (tensors: Tensors, change: (tensor: HostTensor) => HostTensor): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));

function exchangeHeads({ shape, data }: HostTensor): HostTensor {
  const half = data.length / H;
  const exchanged = data.slice();
  exchanged.set(data.subarray(half));
  exchanged.set(data.subarray(0, half), half);
  return { shape, data: exchanged };
}

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { HostTensor, RunReport, Session } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { gradientName } from '../../src/ops/call/gradientProblem.ts';
import type { Operator } from '../../src/ops/operator.ts';
import { hasTokens, inputNames, shapeOf } from '../../src/ops/validation/axes.ts';
import { operatorNames, operators, runGradient, runOperator } from '../../src/operators.ts';
import { seededRandom } from '../../src/random.ts';
import { elementCount } from '../../src/tensor.ts';
import { positiveDefinite, unitVectors } from './random.ts';

type Tensors = Readonly<Record<string, HostTensor>>;
type Results = Tensors & { readonly ran: RunReport };

const sizes = { B: 3, H: 2, T: 21, R: 2, D: 4, Dv: 3 };
const lengths = [13, 1, 21];
const { B, H, T } = sizes;

/** Options beside those of the example, in which steps over padding could tell. */
const ofVla: readonly (readonly [string, object, without?: readonly string[]])[] = [
  ['nudged within padding', { lambda0: 0.5, firstStep: 1, stabilization: { period: 2, epsilon: 0.01 } }],
  ['updates skipped everywhere', { lambda0: 0.5, stabilization: { deltaFloor: 2 } }],
  ['a memory of length 1', { lambda0: 0.5, renormalizeAbove: 0.5 }],
  ['errors cut, read S A q', { lambda0: 0.5, errorBound: 0.5, readout: 'penalized' }],
  ['errors cut, without decays', { lambda0: 0.5, errorBound: 0.5 }, ['memoryDecay', 'penaltyDecay']],
  ['read S A q, without decays', { lambda0: 0.5, readout: 'penalized' }, ['memoryDecay', 'penaltyDecay']],
  ['intermediates', { lambda0: 0.5, keepIntermediates: true }],
];

const cases = operatorNames.flatMap((name) => {
  const operator: Operator = operators[name];
  const options = [...operator.example.options, ...(name === 'vla' ? ofVla : [])] as readonly (readonly [
    string,
    object,
    without?: readonly string[],
  ])[];
  return options.map(([words, chosen, without = []]) => ({
    ...{ name: `${name}, ${words}`, operator, without },
    options: chosen,
  }));
});

/** Everything that an operator takes, of sensible sizes. */
function inputsOf({ inputs }: Operator, seed: number): Tensors {
  const random = seededRandom(seed);
  const all = { ...inputs.required, ...inputs.optional };
  return Object.fromEntries(
    inputNames(inputs).map((name) => {
      const shape = shapeOf(all[name]!, sizes);
      const numbers = random.fillNormal(new Float32Array(elementCount(shape)));
      if (name === 'initialInverse') return [name, float32(positiveDefinite(random, B, H, sizes.D))];
      if (name === 'k' || name === 'p') return [name, float32(unitVectors(random, ...shape))];
      if (/decay|gamma|beta/i.test(name))
        return [name, { shape, data: numbers.map((x) => 0.7 + 0.3 / (1 + Math.exp(x))) }];
      if (name === 'q' || name === 'initialNormalizer')
        return [name, { shape, data: numbers.map((x) => 0.5 + Math.abs(x)) }];
      return [name, { shape, data: numbers.map((x) => 0.5 * x) }];
    }),
  );
}

const float32 = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: Float32Array.from(data) });

/** Keys of linear attention are features, so that no denominator vanishes. */
function sensible(operator: Operator, inputs: Tensors): Tensors {
  if (operator.name !== 'linear') return inputs;
  const { k } = inputs;
  return { ...inputs, k: { shape: k!.shape, data: k!.data.map((x) => Math.abs(x) + 0.1) } };
}

const firstOf = (b: number, padding: 'left' | 'right'): number => (padding === 'left' ? T - lengths[b]! : 0);

/** Sequence b of a tensor by itself. */
function alone({ shape, data }: HostTensor, b: number, padding: 'left' | 'right', tokens: boolean): HostTensor {
  const ofSequence = data.length / B;
  const own = data.slice(b * ofSequence, (b + 1) * ofSequence);
  if (!tokens) return { shape: [1, ...shape.slice(1)], data: own };
  const width = ofSequence / H / T;
  const [from, count] = [firstOf(b, padding), lengths[b]!];
  const heads = Array.from({ length: H }, (_, h) => [
    ...own.slice((h * T + from) * width, (h * T + from + count) * width),
  ]);
  return { shape: [1, H, count, ...shape.slice(3)], data: Float64Array.from(heads.flat()) };
}

/** The numbers of a tensor in its padding. */
function inPadding({ data }: HostTensor, padding: 'left' | 'right'): number[] {
  const width = data.length / (B * H * T);
  return [...data].filter((_, i) => {
    const row = Math.floor(i / width);
    const [b, t] = [Math.floor(row / (H * T)), row % T];
    const from = firstOf(b, padding);
    return t < from || t >= from + lengths[b]!;
  });
}

/** Large numbers where there is padding. */
function withRubbish(tensor: HostTensor, padding: 'left' | 'right'): HostTensor {
  const width = tensor.data.length / (B * H * T);
  const data = tensor.data.map((value, i) => {
    const row = Math.floor(i / width);
    const [b, t] = [Math.floor(row / (H * T)), row % T];
    const from = firstOf(b, padding);
    return t < from || t >= from + lengths[b]! ? 50 * (1 + Math.abs(value)) : value;
  });
  return { shape: tensor.shape, data };
}

function mapped(
  tensors: Tensors,
  axes: Readonly<Record<string, string>>,
  of: (x: HostTensor, tokens: boolean) => HostTensor,
) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, of(tensor, hasTokens(axes[name] as `[${string}]`))]),
  );
}

function expectAlone(
  found: Tensors,
  own: Tensors,
  b: number,
  padding: 'left' | 'right',
  axes: Record<string, string>,
  tolerance: number,
) {
  for (const [name, expected] of Object.entries(own)) {
    const { data } = alone(found[name]!, b, padding, hasTokens(axes[name] as `[${string}]`));
    const isZero = expected.data.every((value) => value === 0);
    if (isZero)
      expect(
        [...data].every((value) => Math.abs(value) < 1e-4),
        `${name} of ${b}`,
      ).toBe(true);
    else expect(relativeError(data, expected.data), `${name} of ${b}`).toBeLessThanOrEqual(tolerance);
  }
}

const usable = (operator: Operator, inputs: Tensors, options: object, forms: Operator['forms']) =>
  forms.filter((form) => !operator.obstacle?.(operator.problem(inputs, options), form));

/** Every operator, form and option by arrays: each sequence of a batch is as if it were alone. */
export function testLengths(open: () => Promise<Session>): void {
  describe.each(cases)('$name', ({ operator, options, without }) => {
    const all = Object.entries(sensible(operator, inputsOf(operator, 1)));
    const inputs = Object.fromEntries(all.filter(([name]) => !without.includes(name)));
    const axesOf = Object.entries({ ...operator.inputs.required, ...operator.inputs.optional });
    const inputAxes = Object.fromEntries(axesOf.filter(([name]) => !without.includes(name)));
    const resultAxes = operator.results(options) as Record<string, `[${string}]`>;
    const given = (padding: 'left' | 'right') =>
      mapped(inputs, inputAxes, (x, tokens) => (tokens ? withRubbish(x, padding) : x));
    const session = open();
    const toleranceOf = ({ backend }: Session) => (backend === 'reference' ? 1e-9 : 3e-5);
    const forms = usable(operator, inputs, options, operator.forms).flatMap((form) =>
      (['right', 'left'] as const).map((padding) => [form, padding] as const),
    );

    test.each(forms)('%s, padded on the %s', async (form, padding) => {
      const all = { ...options, form, session: await session };
      const run = (tensors: Tensors, more = {}) =>
        runOperator<never, never, Promise<Results>>(operator as never, tensors, { ...all, ...more } as never);
      const { ran, ...found } = await run(given(padding), { lengths, padding });
      expect(ran.form).toBe(form);
      for (let b = 0; b < B; b++) {
        const { ran: _, ...own } = await run(mapped(inputs, inputAxes, (x, tokens) => alone(x, b, padding, tokens)));
        expectAlone(
          found as unknown as Tensors,
          own as unknown as Tensors,
          b,
          padding,
          resultAxes,
          toleranceOf(all.session),
        );
      }
      for (const [name, axes] of Object.entries(resultAxes))
        if (hasTokens(axes))
          expect(new Set(inPadding((found as unknown as Tensors)[name]!, padding)), name).toEqual(new Set([0]));
    });

    const gradientForms = usable(operator, inputs, options, operator.gradient.forms).flatMap((form) =>
      (['right', 'left'] as const).map((padding) => [form, padding] as const),
    );
    test.each(gradientForms)('its gradient, %s, padded on the %s', async (form, padding) => {
      const all = { ...options, form, session: await session };
      const random = seededRandom(7);
      const ofResults: Record<string, HostTensor> = {};
      for (const result of operator.differentiable) {
        const shape = shapeOf(resultAxes[result]!, sizes);
        ofResults[result] = { shape, data: random.fillNormal(new Float32Array(elementCount(shape))) };
      }
      const named = (tensors: Tensors) =>
        Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [gradientName(name), tensor]));
      const run = (tensors: Tensors, more = {}) =>
        runGradient<never, never, Results>(operator as never, tensors, { ...all, ...more } as never);
      const rubbish = named(mapped(ofResults, resultAxes, (x, tokens) => (tokens ? withRubbish(x, padding) : x)));
      const { ran: _, ...found } = await run({ ...given(padding), ...rubbish }, { lengths, padding });
      for (let b = 0; b < B; b++) {
        const cut = (tensors: Tensors, axes: Record<string, string>) =>
          mapped(tensors, axes, (x, tokens) => alone(x, b, padding, tokens));
        const { ran: __, ...own } = await run({ ...cut(inputs, inputAxes), ...named(cut(ofResults, resultAxes)) });
        const tolerance = all.session.backend === 'reference' ? 1e-8 : 1e-3;
        expectAlone(found as unknown as Tensors, own as unknown as Tensors, b, padding, inputAxes, tolerance);
      }
      for (const [name, axes] of Object.entries(inputAxes))
        if (hasTokens(axes))
          expect(new Set(inPadding((found as unknown as Tensors)[name]!, padding).map(Math.abs)), name).toEqual(
            new Set([0]),
          );
    });
  });
}

/** The same by tensors on tfjs's active backend, gradients of a loss on everything by tf.grads. */
export function testLengthsOfTensors(): void {
  const onTf = ({ shape, data }: HostTensor) => tf.tensor(Float32Array.from(data), [...shape]);
  const trainable = cases.filter(({ name }) => !/nudged|skipped|length 1|cut|intermediates|periodic/.test(name));
  test.each(trainable)('$name', async ({ operator, options }) => {
    const inputAxes = { ...operator.inputs.required, ...operator.inputs.optional };
    const resultAxes = operator.results(options) as Record<string, `[${string}]`>;
    const whole = sensible(operator, inputsOf(operator, 2));
    const excluded = ['initialInverse', 'memoryDecay', 'penaltyDecay'];
    const inputs = Object.fromEntries(Object.entries(whole).filter(([name]) => !excluded.includes(name)));
    const names = Object.keys(inputs);
    const random = seededRandom(5);
    const weights: Record<string, HostTensor> = {};
    for (const result of operator.differentiable) {
      const shape = shapeOf(resultAxes[result]!, sizes);
      weights[result] = { shape, data: random.fillNormal(new Float32Array(elementCount(shape))) };
    }
    const run = async (tensors: Tensors, weighed: Tensors, more: object) => {
      const made = names.map((name) => onTf(tensors[name]!));
      const call = (...given: tf.Tensor[]) =>
        runOperator<never, never, Record<string, tf.Tensor>>(
          operator as never,
          Object.fromEntries(names.map((name, i) => [name, given[i]!])),
          { ...options, ...more } as never,
        );
      const before = tf.memory().numTensors;
      const { ran: _, ...results } = call(...made);
      expect(tf.memory().numTensors).toBe(before + Object.keys(results).length);
      const gradients = tf.grads((...given) => {
        const found = call(...given);
        const parts = operator.differentiable.map((result) => tf.sum(tf.mul(found[result]!, onTf(weighed[result]!))));
        return parts.reduce((sum, part) => tf.add(sum, part));
      })(made);
      const read = async (x: tf.Tensor): Promise<HostTensor> => ({
        shape: x.shape,
        data: (await x.data()) as Float32Array,
      });
      return {
        results: Object.fromEntries(
          await Promise.all(Object.entries(results).map(async ([name, x]) => [name, await read(x)])),
        ) as Tensors,
        gradients: Object.fromEntries(
          await Promise.all(names.map(async (name, i) => [name, await read(gradients[i]!)])),
        ) as Tensors,
      };
    };
    for (const padding of ['right', 'left'] as const) {
      const rubbish = mapped(inputs, inputAxes, (x, tokens) => (tokens ? withRubbish(x, padding) : x));
      const found = await run(rubbish, weights, { lengths, padding });
      for (let b = 0; b < B; b++) {
        const cut = (tensors: Tensors, axes: Record<string, string>) =>
          mapped(tensors, axes, (x, tokens) => alone(x, b, padding, tokens));
        const own = await run(cut(inputs, inputAxes), cut(weights, resultAxes), {});
        expectAlone(found.results, own.results, b, padding, resultAxes, 3e-5);
        expectAlone(found.gradients, own.gradients, b, padding, inputAxes, 1e-3);
      }
      for (const name of names)
        if (hasTokens(inputAxes[name]!))
          expect(new Set(inPadding(found.gradients[name]!, padding).map(Math.abs)), name).toEqual(new Set([0]));
    }
  });
}

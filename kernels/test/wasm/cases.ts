import { exampleInputs, operators } from '../../src/operators.ts';
import type { Operator, OperatorName } from '../../src/operators.ts';
import { seededRandom } from '../../src/random.ts';
import { shapeOf } from '../../src/ops/validation/axes.ts';
import type { AttentionSizes } from '../../src/ops/validation/axes.ts';
import { elementCount } from '../../src/tensor.ts';
import type { HostTensor } from '../../src/tensor.ts';

export const baselines = ['deltanet', 'gatedDelta', 'linear', 'softmax'] as const satisfies readonly OperatorName[];

export interface WasmCase {
  readonly name: string;
  readonly inputs: Record<string, HostTensor>;
  readonly options: object;
}

type Sizes = AttentionSizes & { readonly R: number };

/** Sizes at which a block of tokens, a vector, or four rows end, and one past that or short of it. */
const LENGTHS = [1, 2, 15, 16, 17, 31, 32, 33, 64, 65, 100];
const SIZES = [1, 3, 4, 5, 8, 12, 17];

const OPTIONS: Readonly<Record<(typeof baselines)[number], readonly object[]>> = {
  deltanet: [{}],
  gatedDelta: [{}, { error: 'additive' }],
  linear: [{}, { epsilon: 0.5 }],
  softmax: [{}, { scale: 1.5 }, { scale: 0 }],
};

/** Calls of an operator with and without its optional inputs, at drawn sizes that meet every length and every size. */
export function wasmCases(name: (typeof baselines)[number]): WasmCase[] {
  const one = <X>(list: readonly X[], index: number): X => list[index % list.length]!;
  return LENGTHS.flatMap((T, index) =>
    [0, 1].map((round) => {
      const sizes = { B: 1 + (index % 2), H: 1 + round, T, R: 1 };
      const [D, Dv] = [one(SIZES, index + round), one(SIZES, index + 3 * round)];
      return wasmCase(name, { ...sizes, D, Dv }, one(OPTIONS[name], index + round), 100 * index + round);
    }),
  );
}

/** A call that takes several steps of a job, in longer blocks of tokens. */
export function longCase(name: (typeof baselines)[number]): WasmCase {
  return wasmCase(name, { B: 1, H: 2, T: 1100, R: 1, D: 36, Dv: 20 }, OPTIONS[name][0]!, 7);
}

/** A call whose S is too large to be worked on at once. */
export function wideCase(name: (typeof baselines)[number]): WasmCase {
  return wasmCase(name, { B: 1, H: 1, T: 70, R: 1, D: 64, Dv: 150 }, OPTIONS[name][0]!, 11);
}

function wasmCase(name: (typeof baselines)[number], sizes: Sizes, options: object, seed: number): WasmCase {
  const random = seededRandom(seed);
  const operator: Operator = operators[name];
  const all = { ...exampleInputs(operator, random, sizes), ...optionalInputs(operator, random, sizes) };
  // A decay of 0 empties the memory.
  if (all['gamma']) all['gamma'].data.fill(0, 2, 3);
  const required = Object.keys(operator.inputs.required);
  // Each optional input is left out in some of the calls, so that its default is met, too.
  const inputs = Object.fromEntries(
    Object.entries(all).filter(([input]) => required.includes(input) || random.uniform() < 0.7),
  );
  const given = Object.keys(inputs).filter((input) => !required.includes(input));
  const label = `T ${sizes.T}, D ${sizes.D}, Dv ${sizes.Dv}, ${JSON.stringify(options)} ${given.join(' ')}`;
  return { name: label, inputs, options };
}

function optionalInputs(
  operator: Operator,
  random: ReturnType<typeof seededRandom>,
  sizes: Sizes,
): Record<string, HostTensor> {
  const inExample = Object.keys(operator.example.inputs);
  const others = Object.entries(operator.inputs.optional).filter(([input]) => !inExample.includes(input));
  return Object.fromEntries(
    others.map(([input, axes]) => {
      const shape = shapeOf(axes, sizes);
      const data = random.fillNormal(new Float32Array(elementCount(shape))).map((value) => value / 2);
      // A sum of positive keys is positive.
      return [input, { shape, data: input === 'initialNormalizer' ? data.map(Math.abs) : data }];
    }),
  );
}

/** Gradients of a call's results: all of them, or by turns but one. */
export function resultGradients(
  operator: Operator,
  { inputs, options }: WasmCase,
  index: number,
): Record<string, HostTensor> {
  const random = seededRandom(index);
  const { sizes } = operator.problem(inputs, options);
  const results = operator.results(options);
  const { differentiable } = operator;
  const leftOut = index % (differentiable.length + 1);
  const chosen = differentiable.length === 1 ? differentiable : differentiable.filter((_, i) => i !== leftOut);
  return Object.fromEntries(
    chosen.map((result) => {
      const shape = shapeOf(results[result]!, sizes);
      return [`${result}Gradient`, { shape, data: random.fillNormal(new Float32Array(elementCount(shape))) }];
    }),
  );
}

import { ArgumentError, messageOf } from '../errors.ts';
import type { Operator, RunOptions } from '../ops/operator.ts';
import { operators } from '../ops/operators.ts';
import type { OperatorName } from '../ops/labels.ts';
import { aText, fields, floats, listOf, oneOf, recordOf, size } from '../shapes.ts';
import { checkShape } from '../ops/validation/tensors.ts';
import { describe, formatShape, indexAt } from '../ops/validation/options.ts';
import type { HostTensor } from '../tensor.ts';
import { elementCount } from '../tensor.ts';

/** One golden file: a call, and the numbers it must give. */
export interface GoldenCase {
  readonly name: string;
  readonly op: OperatorName;
  /** Options of the operator, unchecked: the operator does that. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Tensors of the call. */
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /** Gradient of a loss with respect to the output, where the file expects gradients. */
  readonly outputGradient: HostTensor | null;
  readonly expected: Readonly<Record<string, HostTensor>>;
  /** Expected gradients by input name; empty where the file has none. */
  readonly gradients: Readonly<Record<string, HostTensor>>;
}

/** Result tensors that a file may name. */
function resultsOf(op: OperatorName): string[] {
  const operator: Operator = operators[op];
  return Object.keys(operator.results({ keepIntermediates: true } as RunOptions));
}

/**
 * Reads the content of a golden file: {name, op, options, inputs, expected}, tensors as {shape, data}, all
 * numbers kept in float64.
 *
 * @throws ArgumentError naming the field that is not as it should be, also where the text is no JSON
 */
export function parseGolden(text: string): GoldenCase {
  const file = asObject('file', parsed(text));
  const op = file.op as OperatorName;
  if (!Object.hasOwn(operators, op)) {
    throw new ArgumentError('op', `was ${describe(op)}; expected one of ${Object.keys(operators).join(', ')}`);
  }
  const { outputGradient, ...inputs } = asTensors('inputs', file.inputs);
  const { gradients, ...results } = asObject('expected', file.expected);
  const expected = asTensors('expected', results);
  for (const name of Object.keys(expected)) {
    const names = resultsOf(op);
    if (!names.includes(name))
      throw new ArgumentError(`expected.${name}`, `is no result of ${op}; expected ${names.join(', ')}`);
  }
  if (outputGradient && expected.output) {
    const letters = 'the shape of expected.output';
    checkShape('inputs.outputGradient', outputGradient.shape, expected.output.shape, letters);
  }
  const expectedGradients = asTensors('expected.gradients', gradients ?? {});
  if (Object.keys({ ...expected, ...expectedGradients }).length === 0) {
    throw new ArgumentError('expected', 'names no tensor to compare');
  }
  for (const name of Object.keys(expectedGradients)) {
    if (!Object.hasOwn(inputs, name)) throw new ArgumentError(`expected.gradients.${name}`, 'is no input of the call');
    if (!outputGradient) throw new ArgumentError('inputs.outputGradient', 'was undefined; expected.gradients need it');
  }
  return {
    name: typeof file.name === 'string' ? file.name : op,
    op,
    options: file.options === undefined ? {} : asObject('options', file.options),
    inputs,
    outputGradient: outputGradient ?? null,
    expected,
    gradients: expectedGradients,
  };
}

/** What a file's text says. Throws ArgumentError where it is no JSON. */
export function parsed(text: string): unknown {
  aText('text', text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgumentError('text', `can't be read (${messageOf(error)}); expected JSON`);
  }
}

const tensorsByName = recordOf(fields({ shape: listOf(size, 1), data: floats }));

/** A case that {@link parseGolden} returned, where it is an argument. */
export const goldenCase = fields({
  op: oneOf(...Object.keys(operators)),
  inputs: tensorsByName,
  options: recordOf(() => undefined),
  expected: tensorsByName,
  gradients: tensorsByName,
});

export function asTensors(name: string, value: unknown): Record<string, HostTensor> {
  const tensors: Record<string, HostTensor> = {};
  for (const [key, tensor] of Object.entries(asObject(name, value))) {
    // Absent tensors may be written down as null.
    if (tensor !== null) tensors[key] = asTensor(`${name}.${key}`, tensor);
  }
  return tensors;
}

export function asTensor(name: string, value: unknown): HostTensor {
  const { shape, data } = asObject(name, value);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new ArgumentError(`${name}.shape`, `was ${describe(shape)}; expected an array of non-negative integers`);
  }
  if (!Array.isArray(data))
    throw new ArgumentError(`${name}.data`, `was ${describe(data)}; expected an array of numbers`);
  if (data.length !== elementCount(shape)) {
    const needed = `its shape ${formatShape(shape)} needs ${elementCount(shape)}`;
    throw new ArgumentError(`${name}.data`, `has ${data.length} numbers; ${needed}`);
  }
  const wrong = data.findIndex((entry) => typeof entry !== 'number');
  if (wrong >= 0) {
    const where = formatShape(indexAt(shape, wrong));
    throw new ArgumentError(`${name}.data`, `is ${describe(data[wrong])} at ${where}; expected a number`);
  }
  return { shape, data: Float64Array.from(data) };
}

export function asObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArgumentError(name, `was ${describe(value)}; expected an object`);
  }
  return value as Record<string, unknown>;
}

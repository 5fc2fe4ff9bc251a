import { tensor, dispose, getBackend } from '@tensorflow/tfjs-core';
import { ArgumentError, messageOf } from '../errors.ts';
import { relativeError } from '../math/vector.ts';
import { loadSafetensors } from '../model/source/load.ts';
import { readSource } from '../model/source/recognise.ts';
import type { SourceCall, SourceClass } from '../model/source/recognise.ts';
import { sourceReference } from '../model/source/reference/index.ts';
import { describe, formatShape } from '../ops/validation/options.ts';
import type { HostTensor } from '../tensor.ts';
import { aNumber, aText, bytes, count, eitherOf, fields, listOf, numbers, recordOf, shape } from '../shapes.ts';
import { asObject, asTensor, asTensors, parsed } from './golden.ts';

/** A file of weights of one of the source's classes, an input, and what the source's own code gave for it. */
export interface SourceCase {
  readonly class: SourceClass;
  readonly options: NonNullable<SourceCall['options']>;
  /** The file of the weights, beside this one. */
  readonly weights: string;
  readonly input: HostTensor;
  readonly expected: Readonly<Record<string, HostTensor>>;
  readonly tolerance: number;
}

/** One compared result of a layer or a model. */
export interface SourceComparison {
  readonly op: SourceClass;
  readonly backend: string;
  readonly form: 'layer';
  readonly tensor: string;
  /** ‖actual − expected‖ / ‖expected‖; null where there was no result to compare. */
  readonly relativeError: number | null;
  readonly ok: boolean;
}

/** Where a file names none. */
const TOLERANCE = 2e-5;
const RESULTS = ['output', 'classes'];

/** Whether a file says of itself that it is one of these. */
export function isSourceCase(text: string): boolean {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'source-layer';
}

/**
 * Reads {kind: "source-layer", class, options, weights, input, expected[, tolerance]}.
 *
 * @throws ArgumentError naming the field that is not as it should be, also where the text is no JSON
 */
export function parseSourceCase(text: string): SourceCase {
  const file = asObject('file', parsed(text));
  const { weights, tolerance = TOLERANCE } = file;
  if (typeof weights !== 'string')
    throw new ArgumentError('weights', `was ${describe(weights)}; expected a file’s name`);
  if (typeof tolerance !== 'number' || !(tolerance > 0 && tolerance < 1)) {
    throw new ArgumentError('tolerance', `was ${describe(tolerance)}; expected a number between 0 and 1`);
  }
  const expected = asTensors('expected', file['expected']);
  const unknown = Object.keys(expected).find((name) => !RESULTS.includes(name));
  if (unknown) throw new ArgumentError(`expected.${unknown}`, `is no result; expected ${RESULTS.join(', ')}`);
  if (Object.keys(expected).length === 0) throw new ArgumentError('expected', 'names no tensor to compare');
  return {
    // Both are checked by who loads the weights.
    class: file['class'] as SourceClass,
    options: asObject('options', file['options'] ?? {}),
    ...{ weights, tolerance, expected },
    input: asTensor('input', file['input']),
  };
}

const aTensor = fields({ shape: listOf(count), data: numbers });
const sourceCase = fields({
  class: aText,
  options: recordOf(() => undefined),
  input: aTensor,
  expected: recordOf(aTensor),
  tolerance: aNumber,
});
const aFile = eitherOf(
  bytes,
  shape('bytes', (value) => Object.prototype.toString.call(value) === '[object ArrayBuffer]'),
);

/** Compared results, and why there is none where there is none. */
export interface SourceRun {
  readonly lines: readonly SourceComparison[];
  readonly problem: string | null;
}

/**
 * Loads the weights on tfjs's active backend, and compares what comes out. What goes wrong there is a `problem`, and thrown is only an
 * ArgumentError where an argument is none.
 */
export async function runSourceCase(given: SourceCase, weights: Uint8Array | ArrayBuffer): Promise<SourceRun> {
  checkArguments(given, weights);
  const { class: name, options, input } = given;
  try {
    return compare(given, getBackend(), await outputsOf(name, options, input, weights));
  } catch (error) {
    return { ...compare(given, getBackend(), {}), problem: messageOf(error) };
  }
}

/**
 * The same of the class in float64, without layers and without tfjs. Its backend is called "reference".
 *
 * @throws ArgumentError where an argument is none; what goes wrong otherwise is a `problem`
 */
export function runSourceReference(given: SourceCase, weights: Uint8Array | ArrayBuffer): SourceRun {
  checkArguments(given, weights);
  const { class: name, options, input } = given;
  try {
    const source = readSource(weights, { class: name, options });
    return compare(given, 'reference', { ...sourceReference(source, input) });
  } catch (error) {
    return { ...compare(given, 'reference', {}), problem: messageOf(error) };
  }
}

function checkArguments(given: unknown, weights: unknown): void {
  sourceCase('given', given);
  aFile('weights', weights);
}

function compare(
  { class: name, expected, tolerance }: SourceCase,
  backend: string,
  results: Readonly<Record<string, HostTensor>>,
): SourceRun {
  let problem: string | null = null;
  const lines = Object.entries(expected).map(([tensorName, target]): SourceComparison => {
    const actual = results[tensorName];
    const same = actual && String(actual.shape) === String(target.shape);
    if (actual && !same) {
      problem ??= `${tensorName}: has the shape ${formatShape(actual.shape)}; the file expects ${formatShape(target.shape)}`;
    }
    const error = same ? relativeError(actual.data, target.data) : NaN;
    const found = Number.isFinite(error) ? error : null;
    const ok = error <= tolerance;
    return { op: name, backend, form: 'layer', tensor: tensorName, relativeError: found, ok };
  });
  return { lines, problem };
}

async function outputsOf(
  name: SourceClass,
  options: SourceCase['options'],
  { shape, data }: HostTensor,
  weights: Uint8Array | ArrayBuffer,
): Promise<Record<string, HostTensor>> {
  const source = loadSafetensors(weights, { class: name, options });
  const x = source.model
    ? tensor(Int32Array.from(data), [...shape], 'int32')
    : tensor(Float32Array.from(data), [...shape], 'float32');
  const output = source.forward(x);
  try {
    const entries = Object.entries(output).map(async ([result, value]) => {
      return [result, { shape: value.shape, data: Float64Array.from(await value.data()) }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  } finally {
    dispose([x, ...Object.values(output)]);
    source.dispose();
  }
}

import type { StateCopy } from '../../runtime/tensorJobTypes.ts';
import { elementCount } from '../../tensor.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import { shapeOf } from '../validation/axes.ts';

type States = Readonly<Record<string, readonly StateCopy[]>>;

/** Shapes of the results of a call, by name. */
export function resultShapes<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  problem: P,
  options: Options,
): Record<string, readonly number[]> {
  const results = Object.entries(operator.results(options));
  return Object.fromEntries(results.map(([name, axes]) => [name, shapeOf(axes, problem.sizes)]));
}

/**
 * What the state buffers of a call's plan begin and end as. Tensors are copied by it on the device and arrays are packed by
 * it here, so that the two can't differ.
 */
export function statesOf<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  problem: P,
  shapes: Readonly<Record<string, readonly number[]>>,
): States {
  return Object.fromEntries(
    Object.entries(operator.states).map(([buffer, parts]) => [
      buffer,
      parts.map((part) => {
        const { input, result } = part;
        const given = input !== null && problem.inputs[input] !== null;
        const initial = given ? null : part.initial?.(problem);
        return {
          words: elementCount(shapes[result]!),
          initial: given ? input : initial ? Float32Array.from(initial) : null,
          result,
        };
      }),
    ]),
  );
}

/** State buffers filled with what they begin as. */
export function packStates(states: States, inputs: Problem['inputs']): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(states).map(([buffer, parts]) => {
      const data = new Float32Array(parts.reduce((sum, { words }) => sum + words, 0));
      let offset = 0;
      for (const { words, initial } of parts) {
        const numbers = typeof initial === 'string' ? inputs[initial]!.data : initial;
        if (numbers) data.set(numbers, offset);
        offset += words;
      }
      return [buffer, data];
    }),
  );
}

/** The results that state buffers end as. */
export function unpackStates(
  states: States,
  buffers: Readonly<Record<string, Float32Array>>,
  shapes: Readonly<Record<string, readonly number[]>>,
): Record<string, HostTensor> {
  const results: Record<string, HostTensor> = {};
  for (const [buffer, parts] of Object.entries(states)) {
    let offset = 0;
    for (const { words, result } of parts) {
      const data = parts.length === 1 ? buffers[buffer]! : buffers[buffer]!.slice(offset, offset + words);
      results[result] = { shape: shapes[result]!, data };
      offset += words;
    }
  }
  return results;
}

import type { HostTensor } from '../../tensor.ts';
import type { DecodedOperator, Problem } from '../operator.ts';
import { axesOf, hasTokens } from '../validation/axes.ts';
import { stepOf } from './decoderInput.ts';

/** The problems of one token each that a problem is made of. */
export function tokensOf<P extends Problem>(operator: DecodedOperator<P>, problem: P): P[] {
  const { T } = problem.sizes;
  if (T === 1) return [problem];
  const { decoding } = operator;
  return Array.from({ length: T }, (_, t) => {
    const entries = Object.entries(problem.inputs) as [string, HostTensor | null][];
    const inputs = entries.map(([name, tensor]) => {
      return [name, tensor && hasTokens(axesOf(operator.inputs, name)) ? stepOf(tensor, t) : tensor];
    });
    const token = { ...problem, sizes: { ...problem.sizes, T: 1 }, inputs: Object.fromEntries(inputs) };
    return decoding?.later(token, t) ?? token;
  });
}

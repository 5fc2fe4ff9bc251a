import { ArgumentError } from '../../../errors.ts';
import type { SourceTensors } from '../../../layers/source/weights.ts';
import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import { checkRank } from '../../../ops/validation/tensors.ts';
import type { HostTensor } from '../../../tensor.ts';
import { checkTokenNumbers } from '../../tokenNumbers.ts';
import type { Numbers } from './types.ts';

/**
 * The vector of each token plus that of its position: [B,T] → [B,T,dModel].
 *
 * @throws ArgumentError for numbers that are no tokens, and for more of them than there are positions
 */
export function embedding(
  input: HostTensor,
  weights: SourceTensors,
  names: { readonly tokens: string; readonly positions: string },
): Numbers {
  const [tokens, positions] = [names.tokens, names.positions].map((name) => weights[`${name}.weight`]!);
  const [vocabulary, size] = tokens!.shape as [number, number];
  checkRank('input', input.shape, [2], '[B,T]');
  const [B, T] = input.shape as [number, number];
  const length = positions!.shape[0]!;
  if (T > length) throw new ArgumentError('input', `has ${T} positions; expected at most ${length}`);
  checkTokenNumbers('input', input, vocabulary);
  const result = emptyTensor(B, T, size);
  input.data.forEach((token, i) => {
    const position = rowOf(positions!, i % T);
    rowOf(result, i).set(Float64Array.from(rowOf(tokens!, token), (value, j) => value + position[j]!));
  });
  return result;
}

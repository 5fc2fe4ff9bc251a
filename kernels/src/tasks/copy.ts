import { checkKeys, choiceOption } from '../ops/validation/options.ts';
import { drawToken } from './draws.ts';
import { integerSetting } from './settings.ts';
import type { Task } from './types.ts';

export interface CopySettings {
  /** Symbols to be copied, n. Default 32. */
  readonly symbols?: number;
  /** Tokens: two and the symbols' alphabet. Default 18. */
  readonly vocabulary?: number;
  /** What the model reads while it answers: the right answers so far (default), or nothing but blanks. */
  readonly feed?: 'answers' | 'blanks';
}

/**
 * A sequence of length 2n: symbols x_1 … x_n, each uniform on 2, …, vocabulary − 1; then a separator (token 1); then
 * x_1 … x_{n−1} (feed "answers") or n − 1 blanks (token 0, feed "blanks"). The target of the separator is x_1, and of
 * the positions after it x_2 … x_n.
 */
export function copy(settings: CopySettings = {}): Task {
  checkKeys('copy', settings, ['symbols', 'vocabulary', 'feed']);
  const symbols = integerSetting('symbols', settings.symbols, { least: 1, fallback: 32 });
  const vocabulary = integerSetting('vocabulary', settings.vocabulary, { least: 4, fallback: 18 });
  const choices = ['answers', 'blanks'] as const;
  const feed = choiceOption({ name: 'feed', value: settings.feed, fallback: 'answers', choices });
  const alphabet = { first: 2, size: vocabulary - 2 };
  return {
    name: 'copy',
    settings: { symbols, vocabulary, feed },
    vocabulary,
    length: 2 * symbols,
    distinct: alphabet.size ** symbols,
    ranges: { symbols: alphabet },
    fill(random, { tokens, targets, mask }) {
      for (let i = 0; i < symbols; i++) tokens[i] = drawToken(random, alphabet);
      tokens[symbols] = 1;
      if (feed === 'answers') tokens.copyWithin(symbols + 1, 0, symbols - 1);
      targets.set(tokens.subarray(0, symbols), symbols);
      mask.fill(1, symbols);
    },
  };
}

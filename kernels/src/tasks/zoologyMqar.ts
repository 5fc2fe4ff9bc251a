import { ArgumentError } from '../errors.ts';
import { checkKeys, choiceOption, numberOption } from '../ops/validation/options.ts';
import { drawDistinct, drawWeighted } from './draws.ts';
import { selections } from './distinct.ts';
import { integerSetting } from './settings.ts';
import type { Task } from './types.ts';

export interface ZoologyMqarSettings {
  /** Key–value pairs, all of which are asked for. Default 4. */
  readonly pairs?: number;
  /** Positions: even, and at least 4·pairs. Default 64. */
  readonly length?: number;
  /** Must exceed the length. Default 8192. */
  readonly vocabulary?: number;
  /** Exponent a of the law that places the queries. Default 0.01; 1 is uniform. */
  readonly power?: number;
  /** What stands where there is neither pair nor query: token 0 (default), or any token, keys and values included. */
  readonly distractors?: 'blank' | 'any';
}

/**
 * MQAR as Zoology generates it (Arora, Eyuboglu et al. 2023, their Figure 2; defaults are its smallest setting). Keys
 * are different tokens of 1 … ⌊vocabulary/2⌋ − 1, values different ones of ⌊vocabulary/2⌋ … vocabulary − 1. The pairs
 * come first; after them every even place g = 0, 1, …, (length − 2·pairs)/2 − 1 may hold a query, and the pairs, one
 * after the other, draw theirs without replacement with probability proportional to (g + 1)^(a − 1). The target at a
 * query's position is its value. The draws are ours: a seed gives other sequences than Zoology's own code.
 */
export function zoologyMqar(settings: ZoologyMqarSettings = {}): Task {
  checkKeys('zoology-mqar', settings, ['pairs', 'length', 'vocabulary', 'power', 'distractors']);
  const pairs = integerSetting('pairs', settings.pairs, { least: 1, fallback: 4 });
  const length = integerSetting('length', settings.length, { least: 4 * pairs, fallback: 64 });
  if (length % 2 !== 0) throw new ArgumentError('length', `was ${length}; expected an even number`);
  const half = Math.max(pairs + 1, Math.floor(length / 2) + 1);
  const vocabulary = integerSetting('vocabulary', settings.vocabulary, { least: 2 * half, fallback: 8192 });
  const power = numberOption({
    name: 'power',
    value: settings.power,
    fallback: 0.01,
    expected: 'a positive number of at most 1',
    accept: (value) => value > 0 && value <= 1,
  });
  const choices = ['blank', 'any'] as const;
  const distractors = choiceOption({ name: 'distractors', value: settings.distractors, fallback: 'blank', choices });
  const firstValue = Math.floor(vocabulary / 2);
  const weights = Array.from({ length: (length - 2 * pairs) / 2 }, (_, gap) => (gap + 1) ** (power - 1));
  return {
    name: 'zoology-mqar',
    settings: { pairs, length, vocabulary, power, distractors },
    vocabulary,
    length,
    distinct:
      selections(firstValue - 1, pairs) *
      selections(vocabulary - firstValue, pairs) *
      selections(weights.length, pairs) *
      (distractors === 'any' ? vocabulary : 1) ** (length - 3 * pairs),
    fill(random, { tokens, targets, mask }) {
      const keys = drawDistinct(random, pairs, { first: 1, size: firstValue - 1 });
      const values = drawDistinct(random, pairs, { first: firstValue, size: vocabulary - firstValue });
      const gaps = drawWeighted(random, pairs, weights);
      if (distractors === 'any') for (let t = 2 * pairs; t < length; t++) tokens[t] = random.integer(vocabulary);
      for (let i = 0; i < pairs; i++) {
        tokens.set([keys[i], values[i]], 2 * i);
        const place = 2 * pairs + 2 * gaps[i];
        tokens[place] = keys[i];
        targets[place] = values[i];
        mask[place] = 1;
      }
    },
  };
}

import { checkKeys, choiceOption } from '../ops/validation/options.ts';
import { drawDistinct, drawToken } from './draws.ts';
import { selections } from './distinct.ts';
import { integerSetting } from './settings.ts';
import type { Task } from './types.ts';

export interface MqarSettings {
  /** Key–value pairs. Default 4. */
  readonly pairs?: number;
  /** How many of the keys are asked for. Default: all. */
  readonly queries?: number;
  /** Positions. Default 2·pairs + queries, which leaves no space for distractors. */
  readonly length?: number;
  /** Tokens in all. Default 64. */
  readonly vocabulary?: number;
  /** What stands where there is neither pair nor query: noise tokens (default) or the blank. */
  readonly distractors?: 'noise' | 'blank';
}

/**
 * Multi-query associative recall. First the pairs k_1 v_1 k_2 v_2 …, keys all different, values all different. The
 * queries are different keys of these, in random order, at positions drawn uniformly from those after the pairs; the
 * positions left over hold distractors. The target at a query's position is its value.
 *
 * Token 0 is the blank. Of the others, n = ⌊(vocabulary − 1)/3⌋ are keys (from 1 on), n are values, and the rest is
 * noise; with blank distractors, n = ⌊(vocabulary − 1)/2⌋ and at most one token is never used.
 */
export function mqar(settings: MqarSettings = {}): Task {
  checkKeys('mqar', settings, ['pairs', 'queries', 'length', 'vocabulary', 'distractors']);
  const pairs = integerSetting('pairs', settings.pairs, { least: 1, fallback: 4 });
  const queries = integerSetting('queries', settings.queries, { least: 1, most: pairs, fallback: pairs });
  const shortest = 2 * pairs + queries;
  const length = integerSetting('length', settings.length, { least: shortest, fallback: shortest });
  const choices = ['noise', 'blank'] as const;
  const distractors = choiceOption({
    name: 'distractors',
    value: settings.distractors,
    fallback: 'noise',
    choices,
  });
  const kinds = distractors === 'noise' ? 3 : 2;
  const vocabulary = integerSetting('vocabulary', settings.vocabulary, { least: kinds * pairs + 1, fallback: 64 });
  const size = Math.floor((vocabulary - 1) / kinds);
  const ranges = {
    keys: { first: 1, size },
    values: { first: 1 + size, size },
    ...(distractors === 'noise' && { noise: { first: 1 + 2 * size, size: vocabulary - 1 - 2 * size } }),
  };
  return {
    name: 'mqar',
    settings: { pairs, queries, length, vocabulary, distractors },
    vocabulary,
    length,
    distinct:
      ((selections(size, pairs) ** 2 * selections(pairs, queries) * selections(length - 2 * pairs, queries)) /
        selections(queries, queries)) *
      (ranges.noise?.size ?? 1) ** (length - shortest),
    ranges,
    fill(random, { tokens, targets, mask }) {
      const keys = drawDistinct(random, pairs, ranges.keys);
      const values = drawDistinct(random, pairs, ranges.values);
      for (let i = 0; i < pairs; i++) tokens.set([keys[i], values[i]], 2 * i);
      if (ranges.noise) for (let t = 2 * pairs; t < length; t++) tokens[t] = drawToken(random, ranges.noise);
      const asked = drawDistinct(random, queries, { first: 0, size: pairs });
      const places = drawDistinct(random, queries, { first: 2 * pairs, size: length - 2 * pairs });
      asked.forEach((pair, i) => {
        tokens[places[i]] = keys[pair];
        targets[places[i]] = values[pair];
        mask[places[i]] = 1;
      });
    },
  };
}

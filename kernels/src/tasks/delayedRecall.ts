import { checkKeys } from '../ops/validation/options.ts';
import { drawDistinct, drawToken } from './draws.ts';
import { selections } from './distinct.ts';
import { integerSetting } from './settings.ts';
import type { Task } from './types.ts';

export interface DelayedRecallSettings {
  /** Noise tokens between the last pair and the query. Default 20. */
  readonly delay?: number;
  /** Key–value pairs, of which one is asked for. Default 1. */
  readonly pairs?: number;
  /** Tokens: as many keys as values, and the rest (a third or up to two more) noise. Default 48. */
  readonly vocabulary?: number;
}

/**
 * A sequence of length 2·pairs + delay + 1: key–value pairs with different keys and different values, noise, and one of
 * the keys again, all drawn uniformly. The only target is that key's value, at the last position. With n = ⌊vocabulary/3⌋
 * keys are 0 … n − 1, values n … 2n − 1, noise 2n … vocabulary − 1.
 */
export function delayedRecall(settings: DelayedRecallSettings = {}): Task {
  checkKeys('delayed-recall', settings, ['delay', 'pairs', 'vocabulary']);
  const delay = integerSetting('delay', settings.delay, { least: 0, fallback: 20 });
  const pairs = integerSetting('pairs', settings.pairs, { least: 1, fallback: 1 });
  const vocabulary = integerSetting('vocabulary', settings.vocabulary, { least: 3 * pairs, fallback: 48 });
  const size = Math.floor(vocabulary / 3);
  const ranges = {
    keys: { first: 0, size },
    values: { first: size, size },
    noise: { first: 2 * size, size: vocabulary - 2 * size },
  };
  return {
    name: 'delayed-recall',
    settings: { delay, pairs, vocabulary },
    vocabulary,
    length: 2 * pairs + delay + 1,
    distinct: selections(size, pairs) ** 2 * ranges.noise.size ** delay * pairs,
    ranges,
    fill(random, { tokens, targets, mask }) {
      const keys = drawDistinct(random, pairs, ranges.keys);
      const values = drawDistinct(random, pairs, ranges.values);
      for (let i = 0; i < pairs; i++) tokens.set([keys[i], values[i]], 2 * i);
      for (let i = 0; i < delay; i++) tokens[2 * pairs + i] = drawToken(random, ranges.noise);
      const asked = random.integer(pairs);
      const last = 2 * pairs + delay;
      tokens[last] = keys[asked];
      targets[last] = values[asked];
      mask[last] = 1;
    },
  };
}

export interface ShiftedTokensSettings {
  /** How many positions back the answer stands. Default 20. */
  readonly delay?: number;
  /** Positions. Default 2·delay + 8. */
  readonly length?: number;
  /** Default 16. */
  readonly vocabulary?: number;
}

/** Tokens x_t uniform on 0, …, vocabulary − 1; the target at every position t ≥ delay is x_{t − delay}. */
export function shiftedTokens(settings: ShiftedTokensSettings = {}): Task {
  checkKeys('shifted-tokens', settings, ['delay', 'length', 'vocabulary']);
  const delay = integerSetting('delay', settings.delay, { least: 0, fallback: 20 });
  const length = integerSetting('length', settings.length, { least: delay + 1, fallback: 2 * delay + 8 });
  const vocabulary = integerSetting('vocabulary', settings.vocabulary, { least: 2, fallback: 16 });
  return {
    name: 'shifted-tokens',
    settings: { delay, length, vocabulary },
    vocabulary,
    length,
    distinct: vocabulary ** length,
    fill(random, { tokens, targets, mask }) {
      for (let t = 0; t < length; t++) tokens[t] = random.integer(vocabulary);
      targets.set(tokens.subarray(0, length - delay), delay);
      mask.fill(1, delay);
    },
  };
}

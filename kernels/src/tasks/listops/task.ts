import { ArgumentError } from '../../errors.ts';
import { checkKeys, choiceOption, numberOption } from '../../ops/validation/options.ts';
import type { Random } from '../../random.ts';
import { integerSetting } from '../settings.ts';
import type { Task } from '../types.ts';
import { listOpsGroups } from './groups.ts';
import { listOpsPresets } from './presets.ts';
import type { ListOpsPreset } from './presets.ts';
import { PADDING, VOCABULARY } from './tokens.ts';
import { grow, writeTree } from './tree.ts';
import type { Branch, GrowthSettings } from './tree.ts';
import { aRandom } from '../../shapes.ts';
import { aNumber, fields, integer } from '../../shapes.ts';

export interface ListOpsSettings {
  /** Where what is not given comes from. Default "full", the setting of the Long Range Arena. */
  readonly preset?: ListOpsPreset;
  /** Levels, the root being the first. */
  readonly maxDepth?: number;
  /** An operator has 2 to this many operands. */
  readonly maxArguments?: number;
  /** Fewest tokens. */
  readonly minLength?: number;
  /** Most tokens, and the length of a sequence. */
  readonly maxLength?: number;
  /** Probability of an operator where one may stand. Default 0.25. */
  readonly operatorShare?: number;
  /** "root" (default, as published) asks for the value of the whole; "brackets", which is ours, at every "]" for the value of what it closes. */
  readonly asked?: 'root' | 'brackets';
}

/** More trees thrown away in a row than this, and the setting has next to none of the wanted length. */
const MOST_TRIES = 1_000_000;

/**
 * ListOps, expressions of nested operators on lists of digits: Nangia & Bowman 2018, in the setting of the Long Range Arena
 * (Tay et al. 2021). Trees are drawn until one has an operator at its root and a length within the bounds. Tokens: 0 … 9 the
 * digits, 10 … 13 MIN, MAX, MED and SM (sum modulo 10), 14 the closing bracket, 15 padding after the last one. The target at
 * an asked closing bracket is its value; a causal model has read by then all that it depends on.
 *
 * The published data are one sample without a seed, of which no two expressions are equal. Here a stream is drawn by seed, and short
 * expressions do come again.
 *
 * @throws ArgumentError naming the setting, also where no tree can have the wanted length
 */
export function listOps(settings: ListOpsSettings = {}): Task {
  const resolved = listOpsSettings(settings);
  const { minLength, maxLength, asked } = resolved;
  return {
    name: 'listops',
    settings: { ...resolved },
    vocabulary: VOCABULARY,
    length: maxLength,
    ranges: { answers: { first: 0, size: 10 } },
    fill(random, { tokens, targets, mask }) {
      const tree = drawTree(random, resolved);
      let last = 0;
      const length = writeTree(tree, tokens, (position, value) => {
        last = position;
        if (asked === 'root') return;
        targets[position] = value;
        mask[position] = 1;
      });
      targets[last] = tree.value;
      mask[last] = 1;
      tokens.fill(PADDING, length);
      if (length < minLength) throw new Error('a tree is shorter than it should be');
    },
    groups: listOpsGroups,
  };
}

export type ResolvedListOps = Required<Omit<ListOpsSettings, 'preset'>>;

/** The settings with everything filled in. */
export function listOpsSettings(settings: ListOpsSettings = {}): ResolvedListOps {
  const names = ['preset', 'maxDepth', 'maxArguments', 'minLength', 'maxLength', 'operatorShare', 'asked'];
  checkKeys('listops', settings, names);
  const presets = Object.keys(listOpsPresets) as ListOpsPreset[];
  const preset = choiceOption({ name: 'preset', value: settings.preset, fallback: 'full', choices: presets });
  const published: ListOpsSettings = { operatorShare: 0.25, ...listOpsPresets[preset] };
  const integer = (name: 'maxDepth' | 'maxArguments' | 'minLength' | 'maxLength', least: number, most: number) =>
    integerSetting(name, settings[name], { least, most, fallback: published[name]! });
  const maxDepth = integer('maxDepth', 2, 100);
  const maxArguments = integer('maxArguments', 2, 1000);
  const maxLength = integer('maxLength', 4, 1_000_000);
  const minLength = integerSetting('minLength', settings.minLength, {
    least: 4,
    most: maxLength,
    fallback: Math.min(published.minLength!, maxLength),
  });
  const longest = longestTree({ maxDepth, maxArguments });
  if (longest < minLength) {
    throw new ArgumentError(
      'minLength',
      `was ${minLength}; ${maxDepth} levels of at most ${maxArguments} operands give ${longest} tokens at most`,
    );
  }
  const operatorShare = numberOption({
    name: 'operatorShare',
    value: settings.operatorShare,
    fallback: published.operatorShare!,
    expected: 'a number above 0 and at most 1',
    accept: (share) => share > 0 && share <= 1,
  });
  const asked = choiceOption({
    name: 'asked',
    value: settings.asked,
    fallback: 'root',
    choices: ['root', 'brackets'] as const,
  });
  return { maxDepth, maxArguments, minLength, maxLength, operatorShare, asked };
}

/** Tokens of the largest tree: every operator that may stand does, with all its operands. */
function longestTree({ maxDepth, maxArguments }: Pick<GrowthSettings, 'maxDepth' | 'maxArguments'>): number {
  let length = 1;
  for (let level = 1; level < maxDepth && length < Number.MAX_SAFE_INTEGER / maxArguments; level++)
    length = 2 + maxArguments * length;
  return length;
}

const resolvedSettings = fields({
  ...{ maxDepth: integer(2), maxArguments: integer(2), minLength: integer(4), maxLength: integer(4) },
  operatorShare: aNumber,
});

/**
 * Draws a tree whose length is within the bounds.
 *
 * @throws ArgumentError where a million trees in a row have another length
 */
export function drawTree(random: Random, settings: ResolvedListOps): Branch {
  aRandom('random', random);
  resolvedSettings('settings', settings);
  const { minLength, maxLength } = settings;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const tree = grow(random, settings, maxLength);
    if (tree !== null && typeof tree !== 'number' && tree.length >= minLength) return tree;
  }
  throw new ArgumentError(
    'minLength',
    `was ${minLength}, with maxLength ${maxLength}; of ${MOST_TRIES} trees of these settings none had such a length`,
  );
}

import { choiceOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Task, TaskSettings } from '../types.ts';

export interface RunningSettings {
  /** Positions. Default 40, the longest training sequence of Grazzi et al. 2024. */
  readonly length?: number;
  /** "every" (default) asks for the state after each token, "last" after the last one. */
  readonly asked?: 'every' | 'last';
}

/** Names of the settings that all tasks of this kind have. */
export const runningNames = ['length', 'asked'] as const;

/** A state that starts at 0 and changes with each token, and the question what it is. */
export function runningTask(
  args: {
    readonly name: string;
    /** The task's own settings. */
    readonly own: TaskSettings;
    readonly vocabulary: number;
    /** Tokens that are drawn, all equally likely. */
    readonly moves: readonly number[];
    readonly next: (state: number, token: number) => number;
  },
  settings: RunningSettings,
): Task {
  const { name, own, vocabulary, moves, next } = args;
  const length = integerSetting('length', settings.length, { least: 1, fallback: 40 });
  const choices = ['every', 'last'] as const;
  const asked = choiceOption({ name: 'asked', value: settings.asked, fallback: 'every', choices });
  return {
    name,
    settings: { ...own, length, asked },
    vocabulary,
    length,
    distinct: moves.length ** length,
    fill(random, { tokens, targets, mask }) {
      let state = 0;
      for (let t = 0; t < length; t++) {
        const token = moves[random.integer(moves.length)]!;
        state = next(state, token);
        tokens[t] = token;
        if (asked === 'last' && t < length - 1) continue;
        targets[t] = state;
        mask[t] = 1;
      }
    },
  };
}

import { checkKeys } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Task } from '../types.ts';
import { runningNames, runningTask } from './running.ts';
import type { RunningSettings } from './running.ts';

/**
 * Bits, and after each whether the ones so far are odd in number (1) or even (0). Tokens and answers are 0 and 1. A memory whose
 * steps have no negative eigenvalue can't follow this over any length: Grazzi et al., "Unlocking State-Tracking in Linear
 * RNNs Through Negative Eigenvalues", 2024.
 */
export function parity(settings: RunningSettings = {}): Task {
  checkKeys('parity', settings, runningNames);
  return sumsModulo('parity', 2, {}, settings);
}

export interface ModularAdditionSettings extends RunningSettings {
  /** Default 5. */
  readonly modulus?: number;
}

/** Numbers 0, …, modulus − 1, and after each the sum of all so far modulo `modulus`. */
export function modularAddition(settings: ModularAdditionSettings = {}): Task {
  checkKeys('modular-addition', settings, ['modulus', ...runningNames]);
  const modulus = integerSetting('modulus', settings.modulus, { least: 2, fallback: 5 });
  return sumsModulo('modular-addition', modulus, { modulus }, settings);
}

function sumsModulo(name: string, modulus: number, own: Task['settings'], settings: RunningSettings): Task {
  const moves = Array.from({ length: modulus }, (_, token) => token);
  return runningTask(
    { name, own, vocabulary: modulus, moves, next: (sum, token) => (sum + token) % modulus },
    settings,
  );
}

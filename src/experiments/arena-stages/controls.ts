import type { MixerName } from '@vla/kernels/model';
import type { Control } from '../../lib/experiment.ts';
import { contestControls } from '../../lib/training/config.ts';

export interface StagedConfig {
  /** One mixer, or all. */
  readonly mixer: MixerName | 'all';
  /** A number, or "searched": the better of {@link rates} for each mixer. */
  readonly learningRate: string;
  /** Runs that count, each with a seed of its own. */
  readonly seeds: number;
  /** Updates of each stage. */
  readonly steps: number;
  /** Sequences of each stage's test. */
  readonly tested: number;
  /** Sequences of its validation stream that are looked at on the way. */
  readonly followed: number;
}

/** Learning rates that every mixer tries. Here, since definitions are part of every page, which loads no kernels for them. */
export const rates: readonly number[] = [0.001, 0.004];

/** What can be chosen of a staged contest. */
export const stagedControls = contestControls(rates) as unknown as readonly Control<StagedConfig>[];

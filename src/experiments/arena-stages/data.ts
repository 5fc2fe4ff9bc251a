import type { MixerName } from '@vla/kernels/model';
import type { StagedResult } from '../../lib/training/staged.ts';

/** What a rule that does not do the task reaches on the very sequences that the models are tested on. */
export interface StageRule {
  /** For the names of quantities. */
  readonly key: string;
  readonly label: string;
  /** Share of right answers. */
  readonly accuracy: number;
  /** Set where a run has to be above it to have left the floor; the others stand beside it. */
  readonly isFloor: boolean;
}

export interface Stage {
  /** For the names of quantities. */
  readonly key: string;
  readonly title: string;
  /** Sequences of its test. */
  readonly sequences: number;
  readonly rules: readonly StageRule[];
}

export interface StagedEntrant {
  readonly mixer: MixerName;
  /** Learning rates that were tried, and the validation loss of each, in nats, after a short first stage; empty where one was given. */
  readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
  readonly learningRate: number;
  readonly runs: readonly StagedResult[];
}

/** Mixers that went through the same stages, with as many runs each. */
export interface StagedData {
  readonly stages: readonly Stage[];
  readonly entrants: readonly StagedEntrant[];
}

import type { MixerName } from '@vla/kernels/model';
import type { GroupName } from './groups.ts';
import type { LengthName } from './rungs.ts';

/** What a simple rule reaches, and what it reads: see rules.ts. */
export interface Floor {
  readonly known: number | null;
  /** Share of right answers in each group. */
  readonly accuracy: readonly number[];
}

export interface ClimbedRun {
  /** Share of right answers to the test in each group. */
  readonly accuracy: readonly number[];
  /** Accuracy on the validation stream along the way. */
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
  readonly steps: number;
  readonly diverged?: true;
  readonly processorSeconds?: number;
}

/** What a mixer did on one rung. */
export interface Climber {
  readonly mixer: MixerName;
  readonly learningRate: number;
  /** Learning rates that were tried on the rung that chooses, and the validation loss of each; empty elsewhere. */
  readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
  readonly runs: readonly ClimbedRun[];
}

export interface ClimbedRung {
  readonly rung: LengthName;
  readonly groups: readonly { readonly name: GroupName; readonly sequences: number }[];
  /** Of rules that learned from other expressions, on the very ones that the models were tested on. */
  readonly floors: readonly Floor[];
  /** None where the rung was not trained. */
  readonly climbers: readonly Climber[];
}

/** Some rungs of the ladder. */
export interface LadderRungs {
  readonly rungs: readonly ClimbedRung[];
}

export interface LadderData extends LadderRungs {
  /** The same rules on expressions of the published length, on which nothing was trained. */
  readonly published: Pick<ClimbedRung, 'groups' | 'floors'>;
}

import type { Random } from '../random.ts';
import type { TokenRange } from './draws.ts';

/** One sequence to be filled in: views of a batch, each of the task's length and all zeros. */
export interface Row {
  readonly tokens: Int32Array;
  /** What the model should say at a position; counts only where the mask is 1. */
  readonly targets: Int32Array;
  readonly mask: Uint8Array;
}

/** Sequences of one length, row-major [B,T]. */
export interface Batch extends Row {
  readonly size: number;
  readonly length: number;
  /** Tokens of each sequence [B], where some are shorter; what is beyond them is padding, of which nothing is asked. */
  readonly lengths?: Int32Array;
  /** On which side. Default "right": after the tokens. */
  readonly padding?: 'right' | 'left';
}

/**
 * What a sequence is for: to learn from; to choose by, between rates and between the steps of a run; or to report, looked at once.
 */
export type Split = 'train' | 'validation' | 'test';

/** Of one question, the name of the group that it belongs to in each way of dividing questions: `{ operator: 'MIN' }`. */
export type QuestionGroups = Readonly<Record<string, string>>;

export type TaskSettings = Readonly<Record<string, number | string>>;

/** A distribution over sequences with questions in them. */
export interface Task {
  readonly name: string;
  /** All settings, defaults filled in: with the name they make the same task again. */
  readonly settings: TaskSettings;
  /** Tokens are 0, …, vocabulary − 1. */
  readonly vocabulary: number;
  /** Positions of a sequence. */
  readonly length: number;
  /**
   * How many different sequences a task can draw, of one that draws them. Of few, each belongs to one split for good, so that none
   * that was trained on is asked for in a test; of more than 2²⁴, one of a test is among n that were trained on by a chance of n in as many.
   */
  readonly distinct?: number;
  /** Which tokens play a part, where those of a part follow each other: "keys", "values", "noise", "symbols", and "answers", the only tokens that are asked for. */
  readonly ranges?: Readonly<Record<string, TokenRange>>;
  /** Tokens of a sequence, where some are shorter than the task's length: the rest, on the side of `padding`, is read by no model. */
  lengthOf?(row: Pick<Row, 'tokens'>): number;
  /** Default "right". */
  readonly padding?: 'right' | 'left';
  /** Draws one sequence. A task that is generated draws every split from one distribution; one of records takes a record of the split. */
  fill(random: Random, row: Row, split: Split): void;
  /** For each question of a sequence, in the order of their positions, what it is counted with where answers are counted by kinds. */
  groups?(row: Pick<Row, 'tokens' | 'mask'>): readonly QuestionGroups[];
}

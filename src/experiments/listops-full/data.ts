import type { LadderRungs } from '../listops-ladder/data.ts';

/** Those whose cost grows with the length and not with its square, in their order. */
export const linearTimeMixers = ['vla', 'deltanet', 'linear'] as const;

export type LinearTimeMixer = (typeof linearTimeMixers)[number];

export interface FullData extends LadderRungs {
  /** The beginning of every run, also of those that were not trained to their end and are in no rung. */
  readonly begun: readonly {
    readonly mixer: LinearTimeMixer;
    /** Mean training loss of the first updates, in nats. */
    readonly loss: number;
  }[];
}

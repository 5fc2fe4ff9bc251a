import type { BackendChoice, Ran } from '../worker/protocol.ts';
import type { TimedMixer } from './setting.ts';

/** A training of the list of those that were not run, by its key. */
export interface TimeQuestion {
  readonly kind: 'time';
  readonly key: string;
  readonly mixer: TimedMixer;
  readonly backend: BackendChoice;
}

export interface TimedSteps {
  /** Of a step, forwards, backwards and the update. */
  readonly milliseconds: number;
  readonly ran: Omit<Ran, 'milliseconds'>;
}

export interface TimeAnswers {
  readonly time: TimedSteps;
}

import type { Failure, Ran } from '../worker/protocol.ts';
import type { KeptTraining } from './keeping/kept.ts';
import { stepsOf } from './keeping/kept.ts';
import type { HeadState, RacerReport, Point, Score, TrainingEvent } from './protocol.ts';
import type { TrainingSetting } from './setting.ts';

/** What is known of one racer's training. */
export interface RacerState {
  readonly mixer: string;
  readonly parameters: number | null;
  readonly points: readonly Point[];
  readonly scores: readonly Score[];
  readonly head: HeadState | null;
}

/** Value of `data-state` on the widget. */
export type TrainingPhase = 'recorded' | 'running' | 'paused' | 'done' | 'error' | 'cancelled';

export interface TrainingState {
  readonly phase: TrainingPhase;
  /** What is trained, once something is. */
  readonly setting: TrainingSetting | null;
  readonly ran: Omit<Ran, 'milliseconds'> | null;
  readonly workers: number | null;
  readonly workersNote: string | null;
  readonly racers: readonly RacerState[];
  readonly fraction: number;
  readonly milliseconds: number;
  readonly remaining: number | null;
  readonly failure: Failure | null;
}

export const idle: TrainingState = {
  phase: 'recorded',
  setting: null,
  ran: null,
  workers: null,
  workersNote: null,
  racers: [],
  fraction: 0,
  milliseconds: 0,
  remaining: null,
  failure: null,
};

/** Whether something is being trained, paused or not. */
export const isBusy = ({ phase }: TrainingState): boolean => phase === 'running' || phase === 'paused';

export type TrainingAction =
  | TrainingEvent
  | { readonly type: 'begin'; readonly setting: TrainingSetting }
  | { readonly type: 'continue'; readonly kept: KeptTraining };

/** The state after an event. */
export function next(state: TrainingState, action: TrainingAction): TrainingState {
  switch (action.type) {
    case 'begin':
      return { ...idle, phase: 'running', setting: action.setting, racers: action.setting.racers.map(newRacer) };
    case 'continue': {
      const { setting, racers, milliseconds } = action.kept;
      const { done, all } = stepsOf(action.kept);
      const known = setting.racers.map((one, i) => {
        return { ...newRacer(one), points: racers[i]!.points, scores: racers[i]!.scores };
      });
      return { ...idle, phase: 'running', setting, racers: known, milliseconds, fraction: done / all };
    }
    case 'opened':
      return {
        ...state,
        ran: action.ran,
        workers: action.workers,
        workersNote: action.workersNote,
        racers: state.racers.map((racer, i) => ({ ...racer, parameters: action.parameters[i]! })),
      };
    case 'progress': {
      const { reports, fraction, milliseconds, remaining } = action;
      const racers = state.racers.map((racer, i) =>
        reports.filter((report) => report.racer === i).reduce(extend, racer),
      );
      return { ...state, racers, fraction, milliseconds, remaining };
    }
    case 'paused':
      return { ...state, phase: 'paused' };
    case 'resumed':
      return { ...state, phase: 'running' };
    case 'error':
      return { ...state, phase: 'error', failure: action.failure };
    case 'done':
    case 'cancelled':
      return { ...state, phase: action.type };
  }
}

function newRacer({ model }: TrainingSetting['racers'][number]): RacerState {
  return { mixer: String(model?.mixer), parameters: null, points: [], scores: [], head: null };
}

function extend(racer: RacerState, { points = [], score, state }: RacerReport): RacerState {
  return {
    ...racer,
    points: points.length > 0 ? [...racer.points, ...points] : racer.points,
    scores: score ? [...racer.scores, score] : racer.scores,
    head: state ?? racer.head,
  };
}

import type { Failure, Ran } from '../worker/protocol.ts';
import type { HeadState, LaneReport, Point, Score, TrainingEvent } from './protocol.ts';
import type { TrainingSetting } from './setting.ts';

/** What is known of one lane's training. */
export interface LaneState {
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
  readonly lanes: readonly LaneState[];
  readonly fraction: number;
  readonly milliseconds: number;
  readonly remaining: number | null;
  readonly failure: Failure | null;
}

export const idle: TrainingState = {
  phase: 'recorded',
  setting: null,
  ran: null,
  lanes: [],
  fraction: 0,
  milliseconds: 0,
  remaining: null,
  failure: null,
};

/** Whether something is being trained, paused or not. */
export const isBusy = ({ phase }: TrainingState): boolean => phase === 'running' || phase === 'paused';

export type TrainingAction = TrainingEvent | { readonly type: 'begin'; readonly setting: TrainingSetting };

/** The state after an event. */
export function next(state: TrainingState, action: TrainingAction): TrainingState {
  switch (action.type) {
    case 'begin':
      return { ...idle, phase: 'running', setting: action.setting, lanes: action.setting.lanes.map(newLane) };
    case 'opened':
      return {
        ...state,
        ran: action.ran,
        lanes: state.lanes.map((lane, i) => ({ ...lane, parameters: action.parameters[i]! })),
      };
    case 'progress': {
      const { reports, fraction, milliseconds, remaining } = action;
      const lanes = state.lanes.map((lane, i) => reports.filter((report) => report.lane === i).reduce(extend, lane));
      return { ...state, lanes, fraction, milliseconds, remaining };
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

function newLane({ model }: TrainingSetting['lanes'][number]): LaneState {
  return { mixer: String(model?.mixer), parameters: null, points: [], scores: [], head: null };
}

function extend(lane: LaneState, { points = [], score, state }: LaneReport): LaneState {
  return {
    ...lane,
    points: points.length > 0 ? [...lane.points, ...points] : lane.points,
    scores: score ? [...lane.scores, score] : lane.scores,
    head: state ?? lane.head,
  };
}

import { goalLane } from './lane.ts';
import type { Lane } from './lane.ts';

/** Goals of the project that the suites measure. */
export type GoalId =
  | 'P1'
  | 'P2'
  | 'P3a'
  | 'P3b'
  | 'P4'
  | 'P5'
  | 'P6'
  | 'P7'
  | 'P8'
  | 'P8b'
  | 'P9'
  | 'P10'
  | 'P12'
  | 'C1'
  | 'C2'
  | 'C3'
  | 'C4'
  | 'C5'
  | 'C6'
  | 'C7'
  | 'F1'
  | 'linear-time';

export interface Bound {
  readonly relation: '>=' | '<=';
  readonly value: number;
}

export interface Goal {
  readonly must: Bound | null;
  readonly reach: Bound | null;
}

const atLeast = (value: number): Bound => ({ relation: '>=', value });
const atMost = (value: number): Bound => ({ relation: '<=', value });

/** By lane, or for every lane under "all". */
type GoalByLane = Partial<Record<'S' | 'L' | 'G' | 'all', Goal>>;

/** What is promised (must) and hoped for (reach). */
const GOALS = {
  P1: {
    S: { must: atLeast(250), reach: atLeast(500) },
    L: { must: atLeast(250), reach: atLeast(400) },
    G: { must: atLeast(1000), reach: atLeast(5000) },
  },
  P2: { all: { must: atLeast(200), reach: null } },
  'P2 bytes': { all: { must: atMost(1 / 64), reach: null } },
  P3a: { S: { must: atLeast(4), reach: atLeast(8) }, G: { must: atLeast(3), reach: atLeast(8) } },
  P3b: { S: { must: atLeast(8), reach: atLeast(15) }, G: { must: atLeast(5), reach: atLeast(15) } },
  'P4 flash': {
    S: { must: atMost(419), reach: null },
    L: { must: atMost(419), reach: atMost(256) },
    G: { must: atMost(2048), reach: atMost(1024) },
  },
  'P4 tfjs': { S: { must: atMost(128), reach: null } },
  P5: {
    S: { must: atLeast(0.8), reach: null },
    L: { must: atLeast(0.6), reach: null },
    G: { must: atLeast(0.25), reach: atLeast(0.55) },
  },
  P6: { all: { must: atMost(2), reach: atMost(1.6) } },
  P7: { all: { must: atMost(5), reach: atMost(3) } },
  'P7 backward': { all: { must: atMost(8), reach: atMost(5) } },
  'P7 submissions': { all: { must: atMost(1), reach: null } },
  P8: { G: { must: atMost(1.5), reach: atMost(1.2) } },
  // Where touching the state takes longer than an empty dispatch, that is what a step is held against.
  'P8 state': { S: { must: atMost(1.5), reach: null }, L: { must: atMost(1.5), reach: null } },
  P8b: { all: { must: atMost(0.5), reach: atMost(0.3) } },
  P9: { all: { must: atMost(4), reach: atMost(3) } },
  'P10 ratio': { all: { must: atMost(4), reach: null } },
  'P10 ratio, large λ0': { all: { must: atMost(4), reach: atMost(1) } },
  'P10 error': { all: { must: atMost(2e-5), reach: null } },
  'P10 error, aligned keys': { all: { must: atMost(2e-4), reach: null } },
  P12: { all: { must: atMost(2e-5), reach: null } },
  'P12 chunk boundary': { all: { must: atMost(2e-5), reach: atMost(0) } },
  C1: { all: { must: atLeast(12), reach: atLeast(25) } },
  C2: { all: { must: atLeast(10), reach: atLeast(20) } },
  C3: { all: { must: atLeast(2), reach: atLeast(5) } },
  C4: { all: { must: atLeast(4), reach: atLeast(15) } },
  // Of two cores, as it may use them; one is shown beside it.
  C5: { all: { must: atLeast(5), reach: atLeast(12) } },
  'C5 one core': { all: { must: null, reach: null } },
  // Of two workers: 0.85 and 0.95 of twice as much.
  C6: { all: { must: atLeast(1.7), reach: atLeast(1.9) } },
  C7: { all: { must: atLeast(10), reach: atLeast(30) } },
  F1: { all: { must: atMost(3), reach: atMost(1.5) } },
  'linear-time': { all: { must: atMost(1.05), reach: null } },
} satisfies Record<string, GoalByLane>;

export type GoalName = keyof typeof GOALS;

/** The bounds of a goal in a lane; both null where none was set. */
export function goalIn(name: GoalName, lane: Lane): Goal {
  const goal: GoalByLane = GOALS[name];
  const key = goalLane(lane);
  return (key && goal[key]) ?? goal.all ?? { must: null, reach: null };
}

/** The part of a goal's name before a space: several bounds may belong to one id. */
export function goalIdOf(name: GoalName): GoalId {
  return name.split(' ')[0] as GoalId;
}

/** NaN meets nothing. */
export function meets(value: number, { relation, value: limit }: Bound): boolean {
  return relation === '>=' ? value >= limit : value <= limit;
}

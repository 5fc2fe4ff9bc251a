import type { Outcome, Run } from './checkpoint.ts';

/** How many changes were tried, and how many of them a test noticed. */
export interface Tally {
  readonly seeded: number;
  readonly killed: number;
  readonly survived: number;
  readonly late: number;
  readonly equivalent: number;
  readonly void: number;
  /** Noticed of those that matter; 1 where there are none. */
  readonly rate: number;
}

export function tallyOf(outcomes: readonly Outcome[]): Tally {
  const count = (...ends: Outcome['end'][]): number => outcomes.filter(({ end }) => ends.includes(end)).length;
  const [killed, survived] = [count('killed', 'late'), count('survived')];
  const seeded = killed + survived;
  return {
    ...{ seeded, killed, survived, late: count('late'), equivalent: count('equivalent'), void: count('void') },
    rate: seeded === 0 ? 1 : killed / seeded,
  };
}

/** Changes of which an optimised machine may make the same: what they say is true of other devices, if at all. */
const SUSPECT: Readonly<Record<string, string>> = {
  barrier: 'a driver that runs a workgroup in step needs no barrier',
  comparison: 'a limit may stand where nothing is',
  constant: 'a limit or a size of work may matter to speed alone',
  bound: 'what lies beyond may be zeros',
};

export function reportOf({ seed, only, outcomes }: Run): string {
  const tally = tallyOf(outcomes);
  const survivors = outcomes.filter(({ end }) => end === 'survived');
  const times = outcomes.filter(({ end }) => end !== 'void').map(({ seconds }) => seconds);
  const mean = times.reduce((sum, one) => sum + one, 0) / Math.max(1, times.length);
  return [
    ...survivors.flatMap(({ diff, kind, test }) => {
      const notes = [test, SUSPECT[kind] && `perhaps no change: ${SUSPECT[kind]}`].filter(Boolean);
      return ['survived', diff, ...notes.map((note) => `  ${note}`), ''];
    }),
    ...byFile(outcomes),
    '',
    `seed ${seed}${only ? `, ${only}` : ''}: ${tally.seeded} changes, ${tally.killed} noticed ` +
      `(${tally.late} by the time limit), ${tally.survived} survived: ${(100 * tally.rate).toFixed(1)} %`,
    `${tally.equivalent} known to change nothing, ${tally.void} no text or none other, ${mean.toFixed(0)} s a change`,
  ].join('\n');
}

function byFile(outcomes: readonly Outcome[]): string[] {
  const paths = [...new Set(outcomes.map(({ path }) => path))].sort();
  return paths.flatMap((path) => {
    const { seeded, killed } = tallyOf(outcomes.filter((one) => one.path === path));
    return seeded === 0 ? [] : [`${String(killed).padStart(4)} of ${String(seeded).padStart(3)}  ${path}`];
  });
}

import type { MixerName } from '@vla/kernels/model';
import type { CostedRun } from '@vla/kernels/training';
import { costOf, listOpsArena } from '@vla/kernels/training';
import { notRun } from '../../lib/arena/notRun.ts';
import { mean } from '../../lib/compute/statistics.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { mixers } from '../../lib/training/config.ts';
import type { LadderData } from '../listops-ladder/data.ts';
import { choosing, rungs } from '../listops-ladder/rungs.ts';
import { climberIn, rungIn } from '../listops-ladder/shown.ts';

/**
 * What was not run would take on the machine of the record: its operations at the rate that the runs on rung B had. Nothing where
 * that was not measured.
 */
export function expectedCosts(data: LadderData): Quantity[] {
  const rung = rungIn(data, choosing);
  // As it was trained here, which is shorter than the preset.
  const trained = { ...listOpsArena[choosing], steps: rungs[choosing].steps };
  const secondsPerOperation = new Map<MixerName, number>();
  for (const mixer of mixers) {
    const seconds = climberIn(rung, mixer)?.runs.map((run) => run.processorSeconds) ?? [];
    const measured = seconds.filter((one) => one !== undefined);
    if (measured.length === 0 || measured.length < seconds.length) return [];
    secondsPerOperation.set(mixer, mean(measured) / costOf(trained, mixer).flop);
  }
  const hours = (run: CostedRun, of: readonly MixerName[], times: number): number =>
    of.reduce((sum, mixer) => sum + (times * costOf(run, mixer).flop * secondsPerOperation.get(mixer)!) / 3600, 0);
  const linearTime: readonly MixerName[] = ['vla', 'deltanet', 'linear'];
  const expected = (name: string, label: string, value: number, unit: string): Quantity => ({
    ...{ name, unit, value, tolerance: null },
    label: `${label}, expected processor time from the number of operations`,
  });
  return [
    expected('rungCHours', 'Rung C, all mixers, three seeds', hours(listOpsArena.C, mixers, rungs.C.mostSeeds!), 'h'),
    expected(
      'fullLengthHours',
      'ListOps of the published length, one run each of VLA, DeltaNet and linear attention',
      hours(listOpsArena.full, linearTime, 1),
      'h',
    ),
    ...notRun.map(({ key, label, preset }) => {
      const whole = hours(preset, ['vla'], 1);
      const isDays = whole >= MOST_HOURS;
      return expected(`${key}Vla`, `${label}, one run of VLA`, isDays ? whole / 24 : whole, isDays ? 'days' : 'h');
    }),
  ];
}

/** From so many on, hours are said in days. */
const MOST_HOURS = 240;

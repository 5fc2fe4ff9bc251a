import { summary } from '../../lib/compute/statistics.ts';
import type { DataTable } from '../../lib/experiment.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import type { ClimbedRung, LadderRungs } from './data.ts';
import { accuraciesIn, floorMarks } from './shown.ts';

/** Every mixer's runs on each rung, and below them the rules. */
export const rungTable = ({ rungs }: LadderRungs): DataTable => ({
  columns: ['rung', 'mixer or rule', 'learning rate', 'runs', 'accuracy, %', '±', 'lowest run'],
  rows: rungs.flatMap((rung) => [...rowsOf(rung), ...floorRows(rung)]),
});

function rowsOf(rung: ClimbedRung): (string | number)[][] {
  return rung.climbers.map((climber) => {
    const accuracies = accuraciesIn(rung, climber, 'all');
    const { mean, deviation } = summary(accuracies);
    const { mixer, learningRate, runs } = climber;
    return [rung.rung, mixerLabel(mixer), learningRate, runs.length, mean, deviation, Math.min(...accuracies)];
  });
}

const floorRows = (rung: ClimbedRung): (string | number)[][] =>
  floorMarks(rung, 'all').map(({ x, label }) => [rung.rung, label, '', '', x, '', '']);

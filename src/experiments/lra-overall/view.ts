import { summary } from '../../lib/compute/statistics.ts';
import { panels } from '../../lib/drawing/panels.ts';
import { stripsHeight } from '../../lib/drawing/strips.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { ClimbedRung, LadderData } from '../listops-ladder/data.ts';
import { accuraciesIn, floorMarks } from '../listops-ladder/shown.ts';
import { definition } from './definition.ts';
import { firstRun, quantitiesOf } from './quantities.ts';
import { curvePanel, groupHeight, groupsPanel, runsPanel } from './rungPanels.ts';

export const view: ExperimentView<LadderData, object> = {
  draw(args) {
    const { document, theme, width, data } = args;
    const groups = data.rungs.find(({ rung }) => rung === 'B')!.groups.length - 1;
    const marks = Math.max(...data.rungs.map(({ floors }) => floors.length));
    return panels({
      ...{ document, theme, width, label: definition.alternative },
      columns: width >= 560 ? 2 : 1,
      height: Math.max(stripsHeight(mixers.length, marks), stripsHeight(groups, 0, groupHeight)),
      legend: mixers.map((mixer) => ({ label: mixerLabel(mixer), style: seriesStyle(mixer, theme) })),
      draw: [
        ...(['A', 'B'] as const).map((rung) => (size: Size) => runsPanel(rung, args, size)),
        (size: Size) => curvePanel('B', args, size),
        (size: Size) => groupsPanel('B', args, size),
      ],
    });
  },

  table: ({ rungs }) => ({
    columns: ['rung', 'mixer or rule', 'learning rate', 'runs', 'accuracy, %', '±', 'lowest run'],
    rows: rungs.flatMap((rung) => [...rowsOf(rung), ...floorRows(rung)]),
  }),

  quantities: quantitiesOf,

  trial: { config: definition.live!, quantities: firstRun },
};

interface Size {
  readonly width: number;
  readonly height: number;
}

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

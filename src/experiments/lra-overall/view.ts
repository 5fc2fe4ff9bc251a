import { panels } from '../../lib/drawing/panels.ts';
import { stripsHeight } from '../../lib/drawing/strips.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { LadderData } from '../listops-ladder/data.ts';
import { firstRun } from '../listops-ladder/quantities.ts';
import { curvePanel, groupHeight, groupsPanel, runsPanel } from '../listops-ladder/rungPanels.ts';
import { rungTable } from '../listops-ladder/table.ts';
import { definition } from './definition.ts';
import { quantitiesOf } from './quantities.ts';

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

  table: rungTable,

  quantities: quantitiesOf,

  trial: { config: definition.live!, quantities: firstRun },
};

interface Size {
  readonly width: number;
  readonly height: number;
}

import { panels } from '../../lib/drawing/panels.ts';
import { stripsHeight } from '../../lib/drawing/strips.ts';
import type { ExperimentView } from '../../lib/experiment.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { LadderRungs } from '../listops-ladder/data.ts';
import { firstRun, processorHours, ruleQuantities, runQuantities } from '../listops-ladder/quantities.ts';
import { curvePanel, groupHeight, groupsPanel, runsPanel } from '../listops-ladder/rungPanels.ts';
import { rungTable } from '../listops-ladder/table.ts';
import { definition } from './definition.ts';

export const view: ExperimentView<LadderRungs, object> = {
  draw(args) {
    const { document, theme, width, data } = args;
    const [{ groups, floors }] = data.rungs;
    return panels({
      ...{ document, theme, width, label: definition.alternative },
      columns: width >= 560 ? 2 : 1,
      height: Math.max(stripsHeight(mixers.length, floors.length), stripsHeight(groups.length - 1, 0, groupHeight)),
      legend: mixers.map((mixer) => ({ label: mixerLabel(mixer), style: seriesStyle(mixer, theme) })),
      draw: [runsPanel, curvePanel, groupsPanel].map(
        (panel) => (size: { width: number; height: number }) => panel('C', args, size),
      ),
    });
  },

  table: rungTable,

  quantities: (data) => [...runQuantities(data), ...ruleQuantities(data), ...processorHours(data)],

  trial: { config: { ...definition.live }, quantities: firstRun },
};

import { panels } from '../../lib/drawing/panels.ts';
import { stripsHeight } from '../../lib/drawing/strips.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import { processorHours, ruleQuantities, runQuantities } from '../listops-ladder/quantities.ts';
import { curvePanel, groupHeight, groupsPanel, runsPanel } from '../listops-ladder/rungPanels.ts';
import { rungTable } from '../listops-ladder/table.ts';
import type { FullData } from './data.ts';
import { linearTimeMixers } from './data.ts';
import { definition } from './definition.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Four operators, a row each. */
const operatorRows = 4;

export const view: ExperimentView<FullData, object> = {
  draw(args) {
    const { document, theme, width, data } = args;
    const [{ floors }] = data.rungs;
    return panels({
      ...{ document, theme, width, label: definition.alternative },
      columns: width >= 560 ? 2 : 1,
      height: Math.max(stripsHeight(mixers.length, floors.length), stripsHeight(operatorRows, 0, groupHeight)),
      legend: linearTimeMixers.map((mixer) => ({ label: mixerLabel(mixer), style: seriesStyle(mixer, theme) })),
      draw: [
        (size: Size) => runsPanel('full', args, size),
        (size: Size) => curvePanel('full', args, size),
        (size: Size) => groupsPanel('full', args, size, 'operator'),
      ],
    });
  },

  table: rungTable,

  quantities: (data) => [
    ...runQuantities(data),
    ...ruleQuantities(data),
    ...begunQuantities(data),
    ...processorHours(data),
  ],

  trial: { config: { ...definition.live }, quantities: begunQuantities },
};

/** What a reader finds again in a minute. */
function begunQuantities({ begun }: FullData): Quantity[] {
  return begun.map(({ mixer, loss }) => ({
    name: `${mixer}Begun`,
    label: `Mean loss of the first updates, ${mixerLabel(mixer)}`,
    value: loss,
    unit: 'nats',
    tolerance: { relative: 0.01, absolute: 0 },
  }));
}

import { mean } from '../../lib/compute/statistics.ts';
import { panels } from '../../lib/drawing/panels.ts';
import { strips, stripsHeight } from '../../lib/drawing/strips.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { floorQuantities, percent, ruleKey } from '../listops-ladder/shown.ts';
import type { Data } from './compute.ts';
import { definition } from './definition.ts';
import { floorsOn, pathfinderRules } from './floors.ts';
import type { PublishedModel } from './published.ts';
import { published, sourceRuns } from './published.ts';
import type { TaskName } from './tasks.ts';
import { tasks } from './tasks.ts';
import { textFloors } from './textFloors.ts';

const rowHeight = 12;
const axis = { domain: [0, 100], ticks: [0, 50, 100], axisLabel: 'accuracy, %' } as const;

export const view: ExperimentView<Data, object> = {
  draw({ data, recorded, theme, width, document }) {
    const before = recorded && floorsOn('ListOps', recorded);
    const panel = (task: TaskName) => (size: { width: number }) =>
      strips({
        ...{ document, theme, ...size, ...axis, rowHeight },
        title: task,
        strips: modelsOn(task).map(({ name, style, accuracies }) => {
          const values = accuracies[task]!;
          return {
            ...{ label: name, hollow: true, empty: 'chance' },
            lanes: [{ style: seriesStyle(style, theme), values: values === 'fail' ? [] : values }],
          };
        }),
        marks: floorsOn(task, data),
        ...(before && task === 'ListOps' && { recordedMarks: before.map(({ x }) => x) }),
      });
    const most = Math.max(...tasks.map((task) => floorsOn(task, data).length));
    return panels({
      ...{ document, theme, width, label: definition.alternative },
      columns: width >= 560 ? 3 : 1,
      height: stripsHeight(published.length + sourceRuns.length, most, rowHeight),
      draw: tasks.map(panel),
    });
  },

  table: (data) => ({
    columns: ['model or rule', ...tasks.map((task) => `${task}, %`)],
    rows: [
      ...[...published, ...sourceRuns].map(({ name, accuracies }) => [
        `published: ${name}`,
        ...tasks.map((task) => cell(accuracies[task])),
      ]),
      ...[...new Set(tasks.flatMap((task) => floorsOn(task, data).map(({ label }) => label)))].map((rule) => [
        rule,
        ...tasks.map((task) => floorsOn(task, data).find(({ label }) => label === rule)?.x ?? ''),
      ]),
    ],
  }),

  quantities: (data) => [
    ...floorQuantities(data.listOps, { name: 'all', ending: '', where: 'ListOps of the published length' }),
    ...data.listOps.floors.map(({ known }) => modelsAbove(known, data)),
    ...textQuantities(),
    ...pathfinderRules.map(({ rule, label }) => ({
      name: `pathfinder${capitalized(rule)}`,
      label: `${capitalized(label)}, Pathfinder as published`,
      value: percent(data.pathfinder[rule]),
      unit: '%',
      tolerance: { relative: 1e-6, absolute: 1e-6 },
    })),
  ],
};

const modelsOn = (task: TaskName): PublishedModel[] =>
  [...published, ...sourceRuns].filter(({ accuracies }) => accuracies[task] !== undefined);

function cell(accuracies: PublishedModel['accuracies'][TaskName]): number | string {
  if (accuracies === undefined) return '';
  return accuracies === 'fail' ? 'fail' : mean(accuracies);
}

/** Points by which a published model must be above a rule to count: an accuracy on two thousand expressions is known to about one. */
const clear = 2;

/** How many rows of the published table stand clear above a rule on ListOps. */
function modelsAbove(known: number | null, data: Data): Quantity {
  const floor = data.listOps.floors.find((one) => one.known === known)!;
  const least = percent(floor.accuracy[0]) + clear;
  const above = published.filter(({ accuracies }) => mean(accuracies.ListOps as readonly number[]) > least);
  return {
    name: `above${capitalized(ruleKey(known))}`,
    label: `Published models more than ${clear} points above the rule on ListOps, of ${published.length}`,
    value: above.length,
    tolerance: { relative: 0, absolute: 0.5 },
  };
}

function textQuantities(): Quantity[] {
  return textFloors.floors.flatMap(({ bytes, naiveBayes }) =>
    naiveBayes.map((share, i) => ({
      name: `text${i + 1}At${bytes}`,
      label: `Naive Bayes on runs of ${i + 1} bytes, ${bytes} bytes read; recorded ${textFloors.recorded} from the published reviews`,
      value: percent(share),
      unit: '%',
      tolerance: { relative: 1e-9, absolute: 0 },
    })),
  );
}

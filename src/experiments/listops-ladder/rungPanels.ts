import { mean, summary } from '../../lib/compute/statistics.ts';
import type { Series } from '../../lib/drawing/chartParts.ts';
import { lineChart } from '../../lib/drawing/lineChart.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import { strips } from '../../lib/drawing/strips.ts';
import type { DrawArguments } from '../../lib/experiment.ts';
import { shortLabel } from '../../lib/operators.ts';
import type { Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import { mixerLabel, mixers } from '../../lib/training/config.ts';
import type { ClimbedRung, LadderRungs } from './data.ts';
import type { GroupName } from './groups.ts';
import type { LengthName } from './rungs.ts';
import { accuraciesIn, asks, climberIn, floorMarks, percent, rungIn, titleOf } from './shown.ts';

type Arguments = DrawArguments<LadderRungs, object>;
interface Size {
  readonly width: number;
  readonly height: number;
}

const accuracyAxis = { domain: [0, 100], ticks: [0, 25, 50, 75, 100], axisLabel: 'accuracy, %' } as const;

/** Every run of each mixer on a rung. */
export function runsPanel(name: LengthName, { document, theme, data, recorded }: Arguments, { width }: Size): Element {
  const rung = rungIn(data, name);
  const before = recorded && rungIn(recorded, name);
  return strips({
    ...{ document, theme, width, ...accuracyAxis },
    title: `${titleOf(name)}: ${asks[name]}`,
    strips: mixers.map((mixer) => ({
      label: shortLabel(mixer),
      lanes: [
        {
          style: seriesStyle(mixer, theme),
          values: valuesOf(rung, mixer, 'all'),
          ...(before && { recorded: valuesOf(before, mixer, 'all') }),
        },
      ],
      empty: 'not run',
    })),
    marks: floorMarks(rung, 'all'),
  });
}

/** The mean of each mixer in the groups of a rung, a row for each group; where depths are too many for a picture, of each operator alone. */
export function groupsPanel(
  name: LengthName,
  { document, theme, data, recorded }: Arguments,
  { width }: Size,
  by: 'operator' | 'operator and depth' = 'operator and depth',
): Element {
  const rung = rungIn(data, name);
  const before = recorded && rungIn(recorded, name);
  const parts = rung.groups
    .map((group) => group.name)
    .filter((group) => group !== 'all' && (by === 'operator and depth' || !group.startsWith('depth')));
  return strips({
    ...{ document, theme, width, ...accuracyAxis },
    title: `${titleOf(name)}, by the first operator${by === 'operator' ? '' : ' and by depth'}`,
    rowHeight: groupHeight,
    strips: parts.map((group) => ({
      label: group,
      lanes: mixers.map((mixer) => ({
        style: seriesStyle(mixer, theme),
        values: meanOf(valuesOf(rung, mixer, group)),
        ...(before && { recorded: meanOf(valuesOf(before, mixer, group)) }),
      })),
      floors: floorMarks(rung, group).map(({ x }) => x),
      empty: 'not run',
    })),
    marks: [],
  });
}

/** From one group's row to the next, with four mixers in it. */
export const groupHeight = 34;

const meanOf = (values: readonly number[]): number[] => (values.length === 0 ? [] : [mean(values)]);

function valuesOf(rung: ClimbedRung, mixer: (typeof mixers)[number], group: GroupName): number[] {
  const climber = climberIn(rung, mixer);
  return climber ? accuraciesIn(rung, climber, group) : [];
}

/** Accuracy on the validation stream during training. */
export function curvePanel(name: LengthName, { document, theme, data, recorded }: Arguments, size: Size): Element {
  const floors = floorMarks(rungIn(data, name), 'all');
  return lineChart({
    ...{ document, theme, ...size, labels: 'none' },
    title: `${titleOf(name)}, during training`,
    x: { label: 'step' },
    y: { label: accuracyAxis.axisLabel, domain: [0, 102], ticks: accuracyAxis.ticks },
    series: overRecorded({ data, recorded }, (one) => curvesOf(rungIn(one, name), theme)),
    references: floors.map(({ x, label }) => ({ y: x, label, style: seriesStyle('published', theme) })),
  });
}

function curvesOf({ climbers }: ClimbedRung, theme: Theme): Series[] {
  return climbers.flatMap(({ mixer, runs }) => {
    // A run that diverged has fewer looks than the others.
    const looks = Math.min(...runs.map(({ curve }) => curve.length));
    if (looks === 0) return [];
    const at = Array.from({ length: looks }, (_, i) => i);
    const points = meanLine({
      x: at.map((i) => runs[0].curve[i].step),
      summaries: at.map((i) => summary(runs.map(({ curve }) => percent(curve[i].accuracy)))),
      ...{ least: 0, most: 100 },
    });
    return [{ label: mixerLabel(mixer), style: seriesStyle(mixer, theme), points }];
  });
}

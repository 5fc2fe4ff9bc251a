import type { Series } from '../../lib/drawing/chartParts.ts';
import { linePanels } from '../../lib/drawing/linePanels.ts';
import { meanLine } from '../../lib/drawing/meanLine.ts';
import { overRecorded } from '../../lib/drawing/overRecorded.ts';
import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import type { SeriesName, Theme } from '../../lib/palette.ts';
import { seriesStyle } from '../../lib/palette.ts';
import type { Data } from './compute.ts';
import type { Form, Penalty, View } from './definition.ts';
import { definition, families, forms, penalties } from './definition.ts';

const formLabels: Readonly<Record<Form, string>> = {
  vla: 'VLA: M = P',
  gram: 'M = P + Σ k kᵀ',
  plain: 'M = P + Σ k kᵀ, plain writes',
};

const formStyles: Readonly<Record<Form, SeriesName>> = { vla: 'vla', gram: 'vlaRandom', plain: 'ridge' };

const penaltyLabels: Readonly<Record<Penalty, string>> = {
  constant: 'Penalty P = λ₀ I',
  layer: 'Penalty P = λ₀ I + Σ u uᵀ',
};

const measureLabels = { missed: 'loss above the smallest', distance: '‖S − S*‖ / ‖S*‖' } as const;

export const view: ExperimentView<Data, View> = {
  draw({ data, recorded, view: shown, theme, width, document }) {
    return linePanels({
      document,
      theme,
      width,
      label: definition.alternative,
      height: 290,
      legend: forms.map((form) => ({ label: formLabels[form], style: seriesStyle(formStyles[form], theme) })),
      charts: penalties.map((penalty) => ({
        title: penaltyLabels[penalty],
        x: { label: 'step t', scale: 'log' },
        y: { label: measureLabels[shown.measure], scale: 'log' },
        series: overRecorded({ data, recorded }, (one) => lines(one, penalty, shown, theme)),
        references: [{ y: 1, label: 'empty memory', style: seriesStyle('published', theme) }],
      })),
    });
  },

  table: ({ lambdas, curves }) => ({
    columns: ['keys', 'λ₀', 'penalty', ...forms.flatMap((form) => [`${formLabels[form]}: loss`, 'distance'])],
    rows: families.flatMap((family) =>
      lambdas.flatMap((lambda0, i) =>
        penalties.map((penalty) => [
          family,
          lambda0,
          penaltyLabels[penalty],
          ...forms.flatMap((form) => {
            const { missed, distance } = curves[family][penalty][form][i];
            return [missed[missed.length - 1].mean, distance[distance.length - 1].mean];
          }),
        ]),
      ),
    ),
  }),

  quantities: (data) => [
    ...penalties.flatMap((penalty) => forms.flatMap((form) => atTheEnd(data, penalty, form))),
    ...penalties.flatMap((penalty) => forms.map((form) => largest(data, penalty, form))),
  ],
};

/** Rounding of float32 is all that separates an exact method from the best one. */
const tolerance = { relative: 2e-3, absolute: 1e-5 };

function atTheEnd({ lambdas, curves }: Data, penalty: Penalty, form: Form): Quantity[] {
  return families.flatMap((family) => {
    const curve = curves[family][penalty][form][lambdas.indexOf(0.1)];
    return (['missed', 'distance'] as const).map((measure) => {
      const { mean, deviation } = curve[measure][curve[measure].length - 1];
      return {
        name: `${nameOf(form, penalty)}${capitalized(family)}${capitalized(measure)}`,
        label: `${capitalized(measureLabels[measure])} after the last step, λ₀ = 0.1, ${describe(form, penalty)}, ${family} keys`,
        value: mean,
        spread: deviation,
        tolerance,
      };
    });
  });
}

/** The largest mean over both kinds of keys and all λ0. */
function largest({ curves }: Data, penalty: Penalty, form: Form): Quantity {
  const last = families
    .flatMap((family) => curves[family][penalty][form].map(({ missed }) => missed[missed.length - 1]))
    .reduce((most, one) => (one.mean > most.mean ? one : most));
  return {
    name: `${nameOf(form, penalty)}LargestMissed`,
    label: `Loss above the smallest after the last step, largest over λ₀ and keys, ${describe(form, penalty)}`,
    value: last.mean,
    spread: last.deviation,
    tolerance,
  };
}

function nameOf(form: Form, penalty: Penalty): string {
  return `${form}${capitalized(penalty)}`;
}

function describe(form: Form, penalty: Penalty): string {
  return `${formLabels[form]} with ${penalty === 'constant' ? 'P = λ₀ I' : 'P = λ₀ I + Σ u uᵀ'}`;
}

/** Anything less is drawn at the lower edge: exact methods would stretch the axis over ten empty decades. */
const floor = 1e-4;

function lines(data: Data, penalty: Penalty, { keys, measure, lambda0 }: View, theme: Theme): Series[] {
  return forms.map((form) => {
    const curve = data.curves[keys][penalty][form][data.lambdas.indexOf(Number(lambda0))];
    return {
      label: formLabels[form],
      style: seriesStyle(formStyles[form], theme),
      points: meanLine({ x: data.steps, summaries: curve[measure], scale: 'log', least: floor }),
    };
  });
}

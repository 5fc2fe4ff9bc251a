import { headSizeControl, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'gradient-check',
  title: 'Gradients against central differences, and float32 against float64',
  caption:
    'Relative difference of gradients, for every operator and each option by itself. Left: the closed form in float64 ' +
    'against central differences of fourth order. Right: the gradient as this machine computes it in float32 against the ' +
    'closed form in float64. For each seed the largest over all tensors of the call; dots are means over seeds.',
  alternative:
    'Two charts of dots on logarithmic axes, a row for each operator and option. The differences from central differences ' +
    'lie around one in ten thousand million, those of float32 around one in ten million.',
  config: { seeds: 5, length: 6, headSize: 4 },
  seed: 1,
  controls: [
    seedsControl(10),
    {
      key: 'length',
      label: 'Length T',
      kind: 'integer',
      min: 2,
      max: 12,
      help: 'Central differences run the operator four times for each number in its inputs.',
    },
    headSizeControl({ min: 2, max: 8 }),
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};

import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { capitalized } from '../../lib/format.ts';
import type { SizedConfig, SizedShape } from './contest.ts';
import { shown } from './entrantLabels.ts';
import { rates, steps, testedOn } from './sizes.ts';

type Texts = Pick<ExperimentDefinition, 'id' | 'title' | 'caption' | 'alternative'> & {
  /** Three where it is not said. */
  readonly seeds?: number;
};

/** The definition of an experiment of this shape. A reader's run is one model, of the first entrant for the smallest size. */
export function sizedDefinition(
  { entrants, sizes, unit }: SizedShape,
  { seeds = 3, ...texts }: Texts,
): ExperimentDefinition<SizedConfig, Record<string, never>> {
  const choices = (values: readonly (number | string)[]) =>
    values.map((value) => ({ value: String(value), label: String(value) }));
  const ascending = [...sizes].sort((a, b) => a - b);
  return {
    ...texts,
    config: { mixer: 'all', learningRate: 'searched', seeds, steps, sizes: 'all', tested: testedOn },
    live: { mixer: entrants[0], learningRate: '0.001', seeds: 1, sizes: String(ascending[0]) },
    parts: ['mixer', 'learningRate', 'seeds', 'sizes'],
    seed: 1,
    controls: [
      {
        key: 'mixer',
        label: 'Mixer',
        kind: 'choice',
        choices: [
          ...entrants.map((name) => ({ value: name, label: shown[name].label })),
          { value: 'all', label: 'all' },
        ],
      },
      {
        key: 'learningRate',
        label: 'Learning rate',
        kind: 'choice',
        choices: [...choices(rates), { value: 'searched', label: 'the best of these, by a seed of its own' }],
      },
      { key: 'sizes', label: capitalized(unit), kind: 'choice', choices: choices([...ascending, 'all']) },
      { key: 'seeds', label: 'Seeds', kind: 'integer', min: 1, max: 10 },
      { key: 'steps', label: 'Most steps', kind: 'integer', min: 1, max: 20_000, logarithmic: true },
    ],
    view: {},
    viewControls: [],
    cost: 'long',
    recordedOn: 'wasm',
    awaits: 'hours of a processor',
  };
}

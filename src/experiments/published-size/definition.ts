import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { SizedConfig, SizedShape } from './contest.ts';
import { shown } from './entrantLabels.ts';
import { rates, steps, testedOn } from './sizes.ts';

type Texts = Pick<ExperimentDefinition, 'id' | 'title' | 'caption' | 'alternative'>;

/** The definition of an experiment of this shape. A reader's run is one model, of the first entrant for the fewest pairs. */
export function sizedDefinition(
  { entrants, pairs }: SizedShape,
  texts: Texts,
): ExperimentDefinition<SizedConfig, Record<string, never>> {
  const choices = (values: readonly (number | string)[]) =>
    values.map((value) => ({ value: String(value), label: String(value) }));
  const ascending = [...pairs].sort((a, b) => a - b);
  return {
    ...texts,
    config: { mixer: 'all', learningRate: 'searched', seeds: 3, steps, pairs: 'all', tested: testedOn },
    live: { mixer: entrants[0], learningRate: '0.001', seeds: 1, pairs: String(ascending[0]) },
    parts: ['mixer', 'learningRate', 'seeds', 'pairs'],
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
      { key: 'pairs', label: 'Pairs', kind: 'choice', choices: choices([...ascending, 'all']) },
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

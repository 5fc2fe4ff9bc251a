import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  /** Expressions of the published length that the rules answer; as many others are what they learn from. */
  readonly expressions: number;
  /** Pictures of Pathfinder that the rules of the ends answer; as many others are what they are fitted to. */
  readonly pictures: number;
}

export const definition: ExperimentDefinition<Config, Record<string, never>> = {
  id: 'lra-per-task',
  title: 'The published table of the arena, with what simple rules reach',
  caption:
    'Accuracies as others published them (hollow), task by task. Dashed lines are rules that do not do the task: those of ListOps ' +
    'computed here on expressions of the published length, those of Text on the published reviews, those of Pathfinder here on pictures drawn as the published ones are. Under ListOps also the runs ' +
    'behind the claim about VLA, a dot for each of three seeds after 3 or 6 updates of the weights.',
  alternative:
    'Six panels, one for each task of the Long Range Arena, with a row for each published model and a dot at its accuracy. Dashed ' +
    'lines show what simple rules reach: in ListOps those of the arena’s own table stand where the rule is that reads the first ' +
    'operator alone, or at a constant answer.',
  config: { expressions: 2000, pictures: 2000 },
  seed: 1,
  controls: [
    { key: 'expressions', label: 'Expressions of ListOps', kind: 'integer', min: 20, max: 10_000, logarithmic: true },
    { key: 'pictures', label: 'Pictures of Pathfinder', kind: 'integer', min: 20, max: 10_000, logarithmic: true },
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};

import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly length: number;
  readonly headSize: number;
  readonly lambda0: number;
  /** Where the inputs come from. */
  readonly inputs: 'untrained' | 'random' | 'aligned';
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'eigenvalues',
  title: 'Spectra of the penalty, its inverse and the memory',
  caption:
    'Eigenvalues of M_t, of A_t = M_t⁻¹ and of S_tᵀS_t of one head along a sequence: median (line), the middle ' +
    '80 % (dark band) and smallest to largest (pale band), averaged over seeds on the logarithmic scale; and ' +
    'the condition number of A_t, mean and standard deviation. M_t keeps growing and A_t shrinks, the ' +
    'condition number with them; the memory approaches a level, its eigenvalues spread over orders of ' +
    'magnitude rather than near 1.',
  alternative:
    'Four charts with logarithmic axes. The eigenvalues of M grow about in proportion to the number of steps, ' +
    'those of A are their reciprocals. The eigenvalues of the memory rise ever more slowly and cover several ' +
    'orders of magnitude. The condition number keeps rising.',
  config: { seeds: 5, length: 10_000, headSize: 32, lambda0: 0.1, inputs: 'untrained' },
  seed: 1,
  controls: [
    seedsControl(10),
    { key: 'length', label: 'Length T', kind: 'integer', min: 100, max: 20_000 },
    headSizeControl(),
    lambda0Control,
    {
      key: 'inputs',
      label: 'Inputs',
      kind: 'choice',
      choices: [
        { value: 'untrained', label: 'untrained layer' },
        { value: 'random', label: 'random keys and directions' },
        { value: 'aligned', label: 'keys and directions close to one line' },
      ],
    },
  ],
  view: {},
  viewControls: [],
  cost: 'quick',
};

import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  /** Longest sequence. */
  readonly length: number;
  readonly headSize: number;
  readonly lambda0: number;
}

export interface View {
  readonly measure: 'tokens' | 'share';
}

/** Width of the layer; two heads of each seed have weights of their own. */
export const modelSize = 128;
export const heads = 2;

/** Standard deviation of the weights, on tokens whose entries are standard normal. */
export const scales = [
  { scale: 'small', label: 'Weights of 0.02', deviation: 0.02 },
  { scale: 'unit', label: 'Weights of 1/√128', deviation: 1 / Math.sqrt(modelSize) },
] as const;
export type Scale = (typeof scales)[number]['scale'];

/** In the order of the figure. */
export const operators = ['softmax', 'linear', 'deltanet', 'vla'] as const;
export type Operator = (typeof operators)[number];

export const definition: ExperimentDefinition<Config, View> = {
  id: 'attention-entropy',
  title: 'Over how many tokens an untrained layer spreads its attention',
  caption:
    'Effective number of tokens behind the output at the last position, exp(H), against the length of the sequence, mean ' +
    'and standard deviation over seeds. H is the entropy of |w_s| / Σ|w_s|, where o_T = Σ w_s v_s. The weights of softmax ' +
    'attention are its probabilities; those of the others follow from all steps between s and T, and may be negative. ' +
    'Untrained layers at two sizes of the weights.',
  alternative:
    'Two line charts with logarithmic axes. Linear attention follows the line of all tokens alike, and so does softmax ' +
    'attention with small weights; with larger ones it runs in parallel below the line. DeltaNet bends away from it and ' +
    'levels off at a few hundred tokens. VLA stays below the line, with small weights by far for short sequences.',
  config: { seeds: 5, length: 1024, headSize: 32, lambda0: 0.1 },
  seed: 1,
  controls: [
    seedsControl(20),
    { key: 'length', label: 'Longest T', kind: 'integer', min: 64, max: 2048 },
    headSizeControl(),
    lambda0Control,
  ],
  view: { measure: 'tokens' },
  viewControls: [
    {
      key: 'measure',
      label: 'Show',
      kind: 'choice',
      choices: [
        { value: 'tokens', label: 'effective number of tokens, exp(H)' },
        { value: 'share', label: 'entropy over that of equal weights, H / ln T' },
      ],
    },
  ],
  cost: 'quick',
};

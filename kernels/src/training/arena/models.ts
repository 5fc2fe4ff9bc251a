import type { TokenRange } from '../../tasks/index.ts';
import type { ArenaModel, ArenaPreset, Source } from './types.ts';

/** Two blocks of width 32: for sequences that a processor trains on in minutes. */
const tinyModel: ArenaModel = { modelDim: 32, layers: 2, heads: 2, feedForwardDim: 64 };

/** Nyströmformer's model for the arena, which many later papers compare with. It averages over time, which `pooling: 'mean'` does; here the last token answers. */
const smallModel: ArenaModel = { modelDim: 64, layers: 2, heads: 2, feedForwardDim: 128 };

export const published = (text: string): Source => ({ by: 'published', text });
export const ours = (text: string): Source => ({ by: 'ours', text });

const tinySource = ours('half the width of the small model, for sequences of some hundred tokens');

const smallSource = published(
  'Xiong et al. 2021, “Nyströmformer”, and its code for the arena: 2 layers, width 64, 2 heads of 32, feed-forward width 128, learned positions',
);

/** What models of this size have been trained with: 1e-4 by Nyströmformer, up to 1e-3 elsewhere, and beyond. */
const smallRates = [1e-3, 3e-4, 3e-3, 1e-2] as const;

const ratesSource = ours(
  'small models were trained with 1e-4 (Nyströmformer) to 1e-3; the search goes from a third of the latter to ten times it',
);

/** The published rate first, then what small models have otherwise been trained with. */
const publishedRates = [1e-4, 3e-4, 1e-3, 3e-3] as const;

const publishedRatesSource = published('Xiong et al. 2021: 1e-4; the others of the search are ours');

type Sizes = Pick<ArenaPreset, 'task' | 'tokens' | 'batchSize' | 'steps'>;

/** A size that is this project's: the tiny or the small model, on less of the task than was published. */
export function ownSize(
  size: 'tiny' | 'small',
  { task, tokens, batchSize, steps }: Sizes,
  reason: Readonly<Record<'task' | 'budget', string>>,
): ArenaPreset {
  const budget = ours(reason.budget);
  return {
    ...{ task, tokens, batchSize, steps },
    model: size === 'tiny' ? tinyModel : smallModel,
    rates: smallRates,
    sources: {
      task: ours(reason.task),
      model: size === 'tiny' ? tinySource : smallSource,
      batchSize: budget,
      steps: budget,
      rates: ratesSource,
    },
  };
}

/** The published size, trained as Nyströmformer was: its model with a head for the answers alone, batches, steps and rate. */
export function publishedSize(
  { task, tokens, batchSize, steps }: Sizes,
  answers: TokenRange,
  taskSource: string,
): ArenaPreset {
  const trained = published(`Xiong et al. 2021: ${steps} steps of ${batchSize} sequences`);
  return {
    ...{ task, tokens, batchSize, steps },
    model: { ...smallModel, classes: answers.size, firstClass: answers.first, tiedHead: false },
    rates: publishedRates,
    sources: {
      task: published(taskSource),
      model: smallSource,
      batchSize: trained,
      steps: trained,
      rates: publishedRatesSource,
    },
  };
}

import type { Compute } from '../../lib/experiment.ts';
import type { TestedData, TestedRun } from '../../lib/training/accuracy.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { entriesOf } from '../../lib/training/config.ts';
import { portion } from '../../lib/compute/stage.ts';
import type { CandidateResult } from '../../lib/training/recipe.ts';
import type { Contest } from '../../lib/training/tournament.ts';
import { compete } from '../../lib/training/tournament.ts';
import { delays, hardest, headSize, questions, vocabulary } from './sizes.ts';

/** A model for each delay: nothing in a sequence says how long its delay is. */
const contestAt = (delay: number, { steps }: ContestConfig): Pick<Contest, 'choose' | 'tests' | 'recipe'> => {
  const task = { name: 'shifted-tokens', settings: { delay, length: delay + questions, vocabulary } };
  return {
    choose: 'testLoss',
    tests: [{ ...task, sequences: 64 }],
    recipe: {
      tasks: [task],
      model: {
        ...{ modelDim: 32, layers: 1, heads: 1, headDim: headSize, feedForwardDim: 0 },
        ...{ convolution: 4, positions: 'learned', tiedHead: false },
      },
      batchSize: 8,
      steps,
    },
  };
};

/** Each mixer's learning rate is chosen at the hardest delay, and is that of all its models. */
export const compute: Compute<ContestConfig, TestedData> = async ({ config, seed, onProgress, ...surroundings }) => {
  const entries = entriesOf(config, seed);
  const others = delays.filter((delay) => delay !== hardest);
  // Shares of the time, as a recording on a processor takes it.
  const choosing = entries.learningRates.length > 1 ? 0.75 : 0.5;
  const part = (from: number, to: number) => ({
    ...surroundings,
    onProgress: portion(onProgress, from, to),
  });

  const chosen = await compete({ ...entries, ...contestAt(hardest, config) }, part(0, choosing));
  const share = (1 - choosing) / (chosen.length * others.length);
  let begun = choosing;
  const entrants = [];
  for (const { runs, ...entrant } of chosen) {
    const byDelay = new Map<number, readonly CandidateResult[]>([[hardest, runs]]);
    for (const delay of others) {
      const alone = { ...entries, mixers: [entrant.mixer], learningRates: [entrant.learningRate] };
      const [trained] = await compete({ ...alone, ...contestAt(delay, config) }, part(begun, (begun += share)));
      byDelay.set(delay, trained.runs);
    }
    entrants.push({ ...entrant, runs: runs.map((_, i) => together(delays.map((delay) => byDelay.get(delay)![i]))) });
  }
  return { entrants };
};

/** The models of one seed, in the order of their delays. */
function together(models: readonly CandidateResult[]): TestedRun {
  return {
    steps: models.reduce((sum, { steps }) => sum + steps, 0),
    ...(models.some(({ diverged }) => diverged) && { diverged: true }),
    accuracy: models.map(({ scores }) => scores[0].accuracy),
    exactMatch: models.map(({ scores }) => scores[0].exactMatch),
  };
}

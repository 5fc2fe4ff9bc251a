import type { TaskChoice } from '@vla/kernels/training';
import { portion } from '../../lib/compute/stage.ts';
import type { Compute } from '../../lib/experiment.ts';
import { entriesOf } from '../../lib/training/config.ts';
import type { CandidateResult } from '../../lib/training/recipe.ts';
import type { Contest, Entrant } from '../../lib/training/tournament.ts';
import { compete } from '../../lib/training/tournament.ts';
import type { ClimbedRun, ClimbedRung, Climber, LadderData } from './data.ts';
import { floorsOf, testOf } from './floors.ts';
import type { Test } from './floors.ts';
import type { LadderConfig, LengthName, RungName } from './rungs.ts';
import { choosing, followedOn, judgedOn, rates, readOn, rungNames, rungs, rungsOf } from './rungs.ts';

type Entries = Pick<Contest, 'mixers' | 'learningRates' | 'seeds' | 'selectionSeeds'>;

const taskOn = (rung: RungName): TaskChoice => ({ name: 'listops', settings: { preset: rung, asked: 'root' } });

/** A contest on one rung; its test is one stream that all runs are tested on. */
export function contestOn(
  rung: RungName,
  { config, seed }: { readonly config: Pick<LadderConfig, 'steps' | 'tested'>; readonly seed: number },
): Omit<Contest, keyof Entries> {
  const { model, batchSize, steps, every } = rungs[rung];
  const task = taskOn(rung);
  return {
    choose: 'testLoss',
    judged: { split: 'validation', sequences: judgedOn },
    recipe: {
      ...{ tasks: [task], model, batchSize, steps: Math.min(steps, config.steps) },
      followed: { every, sequences: followedOn },
    },
    tests: [{ ...task, sequences: config.tested, stream: { split: 'test', seed }, keepsAnswers: true }],
  };
}

/** Most of the time goes into the rung that chooses, where more models are trained, each for longer. */
const shareOfChoosing = 0.85;

/**
 * Chooses each mixer's learning rate on one rung, trains it on all rungs with it, and sorts its answers to each rung's test,
 * and those of simple rules, by what was asked.
 */
export const climb: Compute<LadderConfig, LadderData> = async (args) => {
  const { config, seed, onProgress } = args;
  const entries: Entries = { ...entriesOf(config, seed, rates), selectionSeeds: [seed + 1000] };
  const wanted = rungsOf(config);
  const searches = entries.learningRates.length > 1;
  // A rung that only chooses a learning rate has no runs that count.
  const first = searches || wanted.includes(choosing);
  const border = first ? (wanted.some((rung) => rung !== choosing) ? shareOfChoosing : 1) : 0;
  const chosen = first
    ? await compete(
        { ...entries, seeds: wanted.includes(choosing) ? entries.seeds : [], ...contestOn(choosing, args) },
        { ...args, onProgress: portion(onProgress, 0, border) },
      )
    : entries.mixers.map((mixer): Entrant => ({ mixer, tried: [], learningRate: entries.learningRates[0], runs: [] }));
  const others = wanted.filter((rung) => rung !== choosing);
  const share = (1 - border) / Math.max(1, others.length * chosen.length);
  const entrants = new Map<RungName, Entrant[]>(wanted.includes(choosing) ? [[choosing, chosen]] : []);
  let begun = border;
  for (const rung of others) {
    const seeds = entries.seeds.slice(0, rungs[rung].mostSeeds);
    const trained: Entrant[] = [];
    for (const { mixer, learningRate } of chosen) {
      const alone = { ...entries, seeds, mixers: [mixer], learningRates: [learningRate] };
      const progress = portion(onProgress, begun, (begun += share));
      trained.push(...(await compete({ ...alone, ...contestOn(rung, args) }, { ...args, onProgress: progress })));
    }
    entrants.set(rung, trained);
  }
  return {
    rungs: rungNames.map((rung) => climbedRung(testOf(rung, { seed, count: config.tested }), rung, entrants.get(rung))),
    published: floorsOf(testOf('full', { seed, count: config.publishedLength }), 2),
  };
};

/** A rung that is not trained has its floors all the same. */
export function climbedRung(test: Test, rung: LengthName, entrants: readonly Entrant[] = []): ClimbedRung {
  return {
    rung,
    ...floorsOf(test, readOn(rung)),
    climbers: entrants.map((entrant) => climberOf(entrant, test)),
  };
}

function climberOf({ runs, ...entrant }: Entrant, test: Test): Climber {
  return { ...entrant, runs: runs.map((run) => climbedRun(run, test)) };
}

function climbedRun({ steps, diverged, curve, processorSeconds, scores }: CandidateResult, test: Test): ClimbedRun {
  return {
    accuracy: test.sharesRight(scores[0].answers!),
    curve: curve!,
    steps,
    ...(diverged && { diverged }),
    ...(processorSeconds !== undefined && { processorSeconds }),
  };
}

import { openSession } from '../../src/index.ts';
import type { HostSession } from '../../src/index.ts';
import type { RunOptions, TrainOptions } from '../../src/training/index.ts';
import { operatorLabels } from '../../src/operators.ts';
import { compare, compareAll } from '../compare.ts';
import type { Contender } from '../contender.ts';
import type { GoalName } from '../goals.ts';
import type { OperatorName } from '../operators.ts';
import { ratioRow } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step } from '../suite.ts';
import { trainingContender } from '../trainingContender.ts';
import type { TrainingSide } from '../trainingContender.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

/** A model and a task that a step of is timed. */
export interface TrainedModel {
  readonly modelDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly batchSize: number;
  /** Pairs of a task of three times as many tokens. */
  readonly pairs: number;
  readonly vocabulary?: number;
  readonly convolution?: number;
}

export interface TrainingSizes {
  readonly small: TrainedModel;
  readonly published: TrainedModel;
  readonly page: TrainedModel;
  readonly mixers: readonly OperatorName[];
}

export const TRAINING_SIZES: TrainingSizes = {
  small: { modelDim: 64, layers: 2, heads: 2, batchSize: 32, pairs: 4 },
  published: { modelDim: 128, layers: 2, heads: 4, batchSize: 64, pairs: 16 },
  // What a first click on Train trains.
  page: { modelDim: 32, layers: 1, heads: 1, batchSize: 16, pairs: 4, vocabulary: 32, convolution: 4 },
  mixers: ['vla', 'deltanet', 'linear', 'softmax'],
};

export interface TrainingArguments extends Omit<SuiteArguments<HostSession>, 'session' | 'peers'> {
  readonly sizes?: TrainingSizes;
  /** Opens a team of workers on TensorFlow.js's active backend. Default: goals of workers are left out. */
  readonly openTeam?: ((workers: number) => Promise<Team>) | undefined;
  /** Older code, whose steps are what today's are held against. Default: what is left of it in this tree. */
  readonly older?: OlderCode | undefined;
}

type Team = NonNullable<TrainOptions['team']>;

/** The project as a commit had it, with the same runs. */
export interface OlderCode {
  /** What it is, for a row. */
  readonly label: string;
  contender(options: RunOptions, backend: TrainingSide['backend']): Promise<Contender>;
}

/** As before there were kernels in WebAssembly: operators in JavaScript, everything else TensorFlow.js's. */
const BEFORE: TrainingSide = {
  label: 'operators in JavaScript, the rest TensorFlow.js',
  backend: 'wasm',
  kernels: false,
};
const NOW: TrainingSide = { label: 'kernels in WebAssembly', backend: 'wasm', kernels: true };
/** What pages trained on before. */
const PAGE: TrainingSide = { label: 'TensorFlow.js’s backend in JavaScript', backend: 'cpu', kernels: false };

/** What a second worker may add to. */
const WORKERS = 2;

/** Training without a GPU: a step as it was against a step as it is, in one run, and with workers. */
export async function trainingSuite(args: TrainingArguments): Promise<SuiteResult> {
  const { sizes = TRAINING_SIZES, openTeam, older, ...rest } = args;
  const session = (await openSession({ backend: 'wasm' })) as HostSession;
  const step = (goal: Comparison['goal'], model: TrainedModel, mixer: OperatorName, before: TrainingSide) =>
    stepOf({ goal, model, mixer, before, older, openTeam });
  const steps = [
    step('C4', sizes.small, 'vla', BEFORE),
    // Short steps before long ones, whose garbage would be theirs to collect.
    step('C7', sizes.page, 'vla', PAGE),
    ...sizes.mixers.map((mixer) => step('C5', sizes.published, mixer, BEFORE)),
    ...(openTeam ? [workersStep(sizes.published, openTeam)] : []),
  ];
  return runSteps('training', steps, { ...rest, session });
}

function optionsOf(model: TrainedModel, mixer: OperatorName): RunOptions {
  const { modelDim, layers, heads, batchSize, pairs, vocabulary, convolution } = model;
  return {
    task: { name: 'mqar', settings: { pairs, distractors: 'blank', ...(vocabulary !== undefined && { vocabulary }) } },
    model: { mixer, modelDim, heads, layers, ...(convolution !== undefined && { convolution }) },
    training: { steps: 1_000_000, batchSize, learningRate: 1e-3 },
  };
}

const shapeOf = ({ modelDim: dim, layers: blocks, heads, batchSize: batch, pairs }: TrainedModel) => ({
  ...{ dim, blocks, heads, batch, T: 3 * pairs },
});

interface Comparison {
  readonly goal: 'C4' | 'C5' | 'C7';
  readonly model: TrainedModel;
  readonly mixer: OperatorName;
  readonly before: TrainingSide;
  readonly older: OlderCode | undefined;
  readonly openTeam: TrainingArguments['openTeam'];
}

/** A step as it was, on one core, against one as it is; for C5 also against one that two workers share. */
function stepOf({ goal, model, mixer, before, older, openTeam }: Comparison): Step<HostSession> {
  return {
    title: `${goal}: a training step, ${operatorLabels[mixer]}`,
    weight: model.modelDim * model.batchSize * model.pairs,
    async run({ lane, pairs, signal, onProgress, note }) {
      const options = optionsOf(model, mixer);
      const contenders: Contender[] = [];
      let team: Team | undefined;
      try {
        contenders.push(
          older ? await older.contender(options, before.backend) : await trainingContender(options, before),
          await trainingContender(options, NOW),
        );
        // Now that the backend of its workers is the active one.
        if (goal === 'C5') team = await openTeam?.(WORKERS);
        if (team) contenders.push(await trainingContender(options, { ...NOW, label: `${WORKERS} workers`, team }));
        const [first, ...others] = contenders as [Contender, ...Contender[]];
        const compared = await compareAll(first, others, { pairs, signal, onProgress });
        if (goal === 'C5' && !team) note('C5 is of two workers, who are not there: on one core it has no bounds');
        return compared.map((one, index): BenchRow => {
          const workers = index + 1;
          const name: GoalName = goal === 'C5' && workers === 1 ? 'C5 one core' : goal;
          const title =
            `a training step with ${operatorLabels[mixer]}: ${older?.label ?? before.label}, on one core, ` +
            `against ${NOW.label}, ${workers === 1 ? 'on one core' : `with ${workers} workers`}`;
          const shape = { ...shapeOf(model), ...(workers > 1 && { workers }) };
          return ratioRow({ lane, goal: name, title, shape, note: 'the losses of the same step are compared' }, one);
        });
      } finally {
        contenders.forEach((one) => one.dispose());
        team?.close();
      }
    },
  };
}

/** C6: how much of a second worker arrives. */
function workersStep(model: TrainedModel, openTeam: NonNullable<TrainingArguments['openTeam']>): Step<HostSession> {
  return {
    title: `C6: ${WORKERS} workers`,
    weight: model.modelDim * model.batchSize * model.pairs,
    async run({ lane, pairs, signal, onProgress }) {
      const options = optionsOf(model, 'vla');
      const contenders = [await trainingContender(options, { ...NOW, label: 'one worker' })];
      let team: Team | undefined;
      try {
        team = await openTeam(WORKERS);
        contenders.push(await trainingContender(options, { ...NOW, label: `${WORKERS} workers`, team }));
        const [alone, shared] = contenders as [Contender, Contender];
        const compared = await compare(alone, shared, { pairs, signal, onProgress });
        const shape = { ...shapeOf(model), workers: WORKERS };
        const title = `training throughput of ${WORKERS} workers over that of one`;
        return [ratioRow({ lane, goal: 'C6', title, shape, note: null }, compared)];
      } finally {
        contenders.forEach((one) => one.dispose());
        team?.close();
      }
    },
  };
}

import { openSession } from '../../src/index.ts';
import type { HostSession } from '../../src/index.ts';
import type { RunOptions, TrainOptions } from '../../src/training/index.ts';
import { operatorLabels } from '../../src/operators.ts';
import { compare } from '../compare.ts';
import type { GoalName } from '../goals.ts';
import type { OperatorName } from '../operators.ts';
import { ratioRow } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step } from '../suite.ts';
import { trainingContender } from '../trainingContender.ts';
import type { TrainingSide } from '../trainingContender.ts';
import type { SuiteArguments, SuiteResult } from '../types.ts';

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
  readonly openTeam?: ((workers: number) => Promise<NonNullable<TrainOptions['team']>>) | undefined;
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

/** Training without a GPU: a step as it was against a step as it is, in one run, and with workers. */
export async function trainingSuite(args: TrainingArguments): Promise<SuiteResult> {
  const { sizes = TRAINING_SIZES, openTeam, ...rest } = args;
  const session = (await openSession({ backend: 'wasm' })) as HostSession;
  const steps = [
    stepOf('C4', sizes.small, 'vla', BEFORE, NOW),
    ...sizes.mixers.map((mixer) => stepOf('C5', sizes.published, mixer, BEFORE, NOW)),
    ...(openTeam ? [workersStep(sizes.published, openTeam)] : []),
    stepOf('C7', sizes.page, 'vla', PAGE, NOW),
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

function stepOf(
  goal: GoalName,
  model: TrainedModel,
  mixer: OperatorName,
  before: TrainingSide,
  now: TrainingSide,
): Step<HostSession> {
  return {
    title: `${goal}: a training step, ${operatorLabels[mixer]}`,
    weight: model.modelDim * model.batchSize * model.pairs,
    async run({ lane, pairs, signal, onProgress }) {
      const options = optionsOf(model, mixer);
      const [first, second] = [await trainingContender(options, before), await trainingContender(options, now)];
      const compared = await compare(first, second, { pairs, signal, onProgress });
      [first, second].forEach((one) => one.dispose());
      const shape = shapeOf(model);
      const title = `a training step with ${operatorLabels[mixer]}: ${before.label}, against ${now.label}`;
      const note = 'one core; the losses of the same step are compared';
      return [ratioRow({ lane, goal, title, shape, note }, compared)];
    },
  };
}

const WORKERS = 2;

/** C6: how much of a second worker arrives. */
function workersStep(model: TrainedModel, openTeam: NonNullable<TrainingArguments['openTeam']>): Step<HostSession> {
  return {
    title: 'C6: two workers',
    weight: model.modelDim * model.batchSize * model.pairs,
    async run({ lane, pairs, signal, onProgress }) {
      const options = optionsOf(model, 'vla');
      const alone = await trainingContender(options, { ...NOW, label: 'one worker' });
      const team = await openTeam(WORKERS);
      const shared = await trainingContender(options, { ...NOW, label: `${WORKERS} workers`, team });
      const compared = await compare(alone, shared, { pairs, signal, onProgress });
      [alone, shared].forEach((one) => one.dispose());
      team.close();
      const shape = { ...shapeOf(model), workers: WORKERS };
      const title = `training throughput of ${WORKERS} workers over that of one`;
      return [ratioRow({ lane, goal: 'C6', title, shape, note: null }, compared)];
    },
  };
}

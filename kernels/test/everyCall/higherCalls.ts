import { variable, zeros } from '@tensorflow/tfjs-core';
import {
  readParameters,
  saveSource,
  saveTransformer,
  transformerConfig,
  VLATransformer,
} from '../../src/model/index.ts';
import { seededRandom } from '../../src/random.ts';
import type { Folder } from '../../src/tasks/index.ts';
import * as tasks from '../../src/tasks/index.ts';
import { checkRun, listOpsArena } from '../../src/training/index.ts';
import type { Good } from './calls.ts';
import { bytes } from './values.ts';

export const options = { vocabulary: 8, length: 6, modelDim: 4, heads: 1, layers: 1, feedForwardDim: 4 };
const made = new VLATransformer(options);
const theirs = new VLATransformer({ ...options, preset: 'VLAv3Attn', gelu: 'erf' });
const weights = await readParameters(made);
const file = () => ({ tensors: { ...weights }, metadata: { config: JSON.stringify(made.config) } });
const saved = await saveTransformer(made);
const pytorch = await saveSource(theirs);

export const ofModels: Good = {
  VLATransformer: () => [{ ...options }],
  WeightNamesError: () => [{ missing: ['a'], leftOver: [], misshapen: [{ name: 'b', shape: [1], expected: [2] }] }],
  answerCount: () => [{ classes: 0, vocabulary: 8 }],
  assignParameters: () => [made, { ...weights }],
  configOf: () => [file()],
  decodeSafetensors: () => [saved.slice()],
  encodeSafetensors: () => [file()],
  fittingClasses: () => [pytorch.slice()],
  greedyDecode: () => [{ model: made, prompt: [[1, 2]], steps: 1 }],
  loadSafetensors: () => [pytorch.slice(), { class: 'TinyLM', options: { heads: 1 }, names: {} }],
  loadTransformer: () => [saved.slice()],
  readParameters: () => [made],
  readSource: () => [pytorch.slice(), { class: 'TinyLM' }],
  saveSource: () => [theirs],
  saveTransformer: () => [made],
  sourceKeyMap: () => ['TinyLM'],
  sourceOptions: () => ['TinyLM'],
  transformerConfig: () => [{ ...options, preset: 'TinyLM', mixer: 'vla' }],
  weightCount: () => [transformerConfig(options)],
};

const folder: Folder = {
  name: 'nothing',
  list: () => Promise.resolve([]),
  read: () => Promise.resolve(bytes()),
  async *pieces() {
    yield bytes();
  },
};
const layout = () => ({ root: '', sizes: new Map<string, number>() });
const random = () => seededRandom(1);
const tree = () => tasks.branchOf('MAX', [1, tasks.branchOf('MIN', [2, 3])]);
const row = () => ({ tokens: new Int32Array(6), targets: new Int32Array(6), mask: new Uint8Array(6) });
const mqar = tasks.mqar({ pairs: 1, vocabulary: 16 });
const batch = () => tasks.batchAt({ task: mqar, split: 'train', seed: 1, index: 0, size: 2 });
const ends = () =>
  Array.from({ length: 4 }, (_, i) => ({
    markers: [1, 2].map((at) => ({ x: at * (i + 1), y: at, outX: 1, outY: 0 })),
    label: (i % 2) as 0 | 1,
  }));
const review = (id: number) => ({ id, rating: 8, label: (id % 2) as 0 | 1, bytes: bytes(id, 2, 3) });
const reviews = () => {
  const some = (from: number) => Array.from({ length: 12 }, (_, i) => review(from + i));
  return { train: some(0), test: some(20) };
};
const picture = (label: number) => ({ label, rgb: new Uint8Array(3 * 32 ** 2).fill(label) });
const pictures = () => {
  const some = () => Array.from({ length: 10 }, (_, i) => picture(i));
  return { train: some(), test: some() };
};
const pairs = () => {
  const some = () => [{ label: 1 as const, first: bytes(1), second: bytes(2) }];
  return { train: some(), validation: some(), test: some() };
};
const films = () => {
  const some = (from: number) =>
    Array.from({ length: 60 }, (_, i) => ({ film: `tt${(from + i) % 20}`, review: review(from + i) }));
  return { train: some(0), test: some(100) };
};
const archive = () => ({
  pictures: Array.from({ length: 20 }, (_, i) => ({ label: (i % 2) as 0 | 1, png: bytes(i), path: `${i}` })),
  decode: () => new Uint8Array(32 * 32),
});
const loaded = () => tasks.imageTask(pictures(), { size: 8 });
const choice = () => ({ size: 32 as const, level: 'easy' as const, most: 10, splitSeed: 0, counts: 'any' as const });
const texts = () => ({
  train: [{ bytes: bytes(1, 2), label: 1 as const }],
  test: [{ bytes: bytes(1), label: 0 as const }],
});
const read = () => [folder, layout()];

export const ofTasks: Good = {
  ...Object.fromEntries(
    Object.entries({
      ...{ copy: { symbols: 2 }, delayedRecall: { delay: 2 }, shiftedTokens: { delay: 1 }, mqar: { pairs: 2 } },
      ...{
        zoologyMqar: { pairs: 2 },
        listOps: { preset: 'A' },
        parity: { length: 3 },
        modularAddition: { modulus: 3 },
      },
      ...{ permutations: { things: 3 }, pathfinder: { preset: '20' }, pathfinderSettings: { preset: '20' } },
      listOpsSettings: { preset: 'A' },
    }).map(([name, settings]) => [name, () => [{ ...settings }]]),
  ),
  answerKnowing: () => [tree(), 1, tasks.experienceFrom([tree()], 2)],
  batchAt: () => [{ task: mqar, split: 'train', seed: 1, index: 0, size: 2 }],
  batchSeed: () => [{ split: 'train', seed: 1, index: 0 }],
  branchOf: () => ['MAX', [1, 2]],
  byteNaiveBayes: () => [texts().train, { order: 1, bytes: 2 }],
  checkExpression: () => [Int32Array.of(10, 1, 2, 14)],
  dependencyDepth: () => [tree()],
  distanceRule: () => [ends()],
  drawPathfinder: () => [random(), { preset: '20' }],
  drawTree: () => [random(), tasks.listOpsSettings({ preset: 'A' })],
  experienceFrom: () => [[tree()], 2],
  findArchive: () => [folder, { size: 32, level: 'easy' }],
  findPairs: () => [folder],
  findPictures: () => [folder],
  findReviews: () => [folder],
  firstWithSameBytes: () => [[bytes(1), bytes(1)]],
  imageTask: () => [pictures(), { size: 8 }],
  listOpsFloors: () => [[tree()], [tree()], 1],
  listOpsGroups: () => [{ ...row(), tokens: Int32Array.of(10, 1, 2, 14, 15, 15) }],
  loadImage: () => [folder, { counts: 'any' }],
  loadPathfinderArchive: () => [folder, { counts: 'any' }],
  loadRetrieval: () => [folder, { counts: 'any' }],
  loadSameFilm: () => [folder, { counts: 'any' }],
  loadTask: () => ['text', folder, { counts: 'any' }],
  loadText: () => [folder, { counts: 'any' }],
  paintPathfinder: () => [8, [{ fromX: 1, fromY: 1, toX: 3, toY: 1 }], [{ x: 1, y: 1 }]],
  pathfinderArchiveTask: () => [archive(), {}],
  pathfinderFloors: () => [8, ends(), ends()],
  permutationsOf: () => [3],
  pickedFolder: () => [[new File(['x'], 'name.txt')]],
  readArchive: () => [...read(), choice()],
  readExpression: () => ['[MAX 1 2]'],
  readFilms: () => [...read(), reviews()],
  readPairs: () => [...read(), { counts: 'any', bytes: 4 }],
  readPictures: () => [...read(), 'any'],
  readReviews: () => [...read(), 'any'],
  recordBatch: () => [loaded(), { split: 'train', from: 0, size: 2 }],
  retrievalTask: () => [pairs(), { bytes: 4 }],
  rowOf: () => [batch(), 1],
  sameFilmTask: () => [films(), { bytes: 4 }],
  taskOf: () => ['copy', { symbols: 2 }],
  textFloors: () => [texts(), { bytes: 2, orders: [1] }],
  textSplits: () => [reviews(), { splits: 'own', splitSeed: 0 }],
  textTask: () => [reviews(), { bytes: 4 }],
  tipsRule: () => [8, ends()],
  tracePathfinder: () => [tasks.drawPathfinder(random(), { preset: '20' }).pixels, 20, { preset: '20' }],
  valueOf: () => [tree()],
  withoutPadding: () => [batch()],
  writeTree: () => [tree(), new Int32Array(16)],
  writtenAs: () => [[10, 1, 2, 14]],
};

const runOptions = () => ({
  task: { name: 'mqar', settings: { pairs: 1, vocabulary: 16 } },
  training: { steps: 1, batchSize: 2 },
});
const small = new VLATransformer({ ...options, vocabulary: 16, length: mqar.length });
const variables = () => [variable(zeros([2, 2])), variable(zeros([2]))];
const preset = listOpsArena.tiny;

export const ofTraining: Good = {
  AdamW: () => [variables(), { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0 }],
  TrainingRun: () => [{ ...runOptions(), model: { modelDim: 4, heads: 1, layers: 1 } }],
  arenaRun: () => [preset, { mixer: 'vla' }],
  checkRun: () => [runOptions()],
  costOf: () => [preset, 'vla'],
  evaluate: () => [{ model: small, task: mqar, seed: 1, batches: 1, batchSize: 2 }],
  isOfFiles: () => [{ name: 'text' }],
  learningRateAt: () => [1, { steps: 2, learningRate: 1e-3, warmup: 1, floor: 0 }],
  loadRunTasks: () => [[{ name: 'mqar', settings: {} }], null],
  makerOf: () => [[loaded()]],
  measureStep: () => [{ ...options }, { batchSize: 1 }],
  nodeLine: () => [() => undefined],
  serveReplica: () => [{ postMessage: () => undefined, addEventListener: () => undefined }],
  stepBytes: () => [{ ...options }, { batchSize: 1 }],
  storedTasks: null,
  trainingSettings: () => [{ steps: 2 }],
  webLine: () => [() => undefined],
  workersFor: () => [checkRun(runOptions()), 2],
  // Made by Team.open alone.
  Team: null,
};

import { openSession } from '../../src/index.ts';
import * as references from '../../src/reference.ts';
import { operators } from '../../src/operators.ts';
import { DEFAULT_LIMITS } from '../../src/plans.ts';
import { seededRandom } from '../../src/random.ts';
import {
  decoderSizes,
  golden,
  gradientInputs,
  inputs,
  linearState,
  matrix,
  sizes,
  stepToken,
  tensor,
  token,
  vector,
  vlaState,
} from './values.ts';

/** Arguments that a call can be made with; null where an export is tried in another test. */
export type Good = Readonly<Record<string, (() => readonly unknown[]) | null>>;

const session = await openSession({ backend: 'cpu' });
const run = { session };
const device = { limits: DEFAULT_LIMITS, adapter: session.adapter };
const all = references as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;

const names = ['vla', 'deltaNet', 'gatedDelta', 'linearAttention', 'softmaxAttention'] as const;
type Name = (typeof names)[number];
const own = (name: Name): object => (name === 'vla' ? { lambda0: 1 } : {});
const problem = (name: Name) => all[`${name}Problem`]!(inputs[name](), own(name));
const gradientProblem = (name: Name) => all[`${name}GradientProblem`]!(gradientInputs(name), own(name));

/** The same for each operator. */
function each(calls: (name: Name) => Good): Good {
  return Object.assign({}, ...names.map(calls)) as Good;
}

export const ofMain: Good = {
  ...each((name) => ({
    [name]: () => [inputs[name](), { ...own(name), ...run }],
    [`${name}Gradient`]: () => [gradientInputs(name), { ...own(name), ...run }],
  })),
  openVlaDecoder: () => [{ sizes: decoderSizes(), options: { lambda0: 1 }, session }],
  openDeltaNetDecoder: () => [{ sizes: decoderSizes(), session }],
  openGatedDeltaDecoder: () => [{ sizes: decoderSizes(), session }],
  openLinearAttentionDecoder: () => [{ sizes: decoderSizes(), session }],
  decodeStep: () => {
    const state = { memory: tensor(1, 1, 2, 2), inverse: { shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 0, 1) } };
    return [{ ...state, steps: 0 }, token(), { lambda0: 1, ...run }];
  },
  elementCount: () => [[2, 3]],
  openSession: () => [{ backend: 'cpu' }],
  lastingSession: () => [{ timeLimit: 100 }],
  sharedSession: () => [],
  loadWasm: () => [],
  watchWasm: () => [],
  ArgumentError: () => ['name', 'was 1; expected 2'],
  DeviceError: () => ['lost', 'it is gone'],
};

export const ofOperators: Good = {
  exampleInputs: () => [operators.vla, seededRandom(1), { ...sizes(), R: 1 }],
  runOperator: () => [operators.vla, inputs.vla(), { lambda0: 1, ...run }],
  runGradient: () => [operators.vla, gradientInputs('vla'), { lambda0: 1, ...run }],
};

export const ofReferences: Good = {
  ...each((name) => ({
    [`${name}Problem`]: () => [inputs[name](), own(name)],
    [`${name}GradientProblem`]: () => [gradientInputs(name), own(name)],
    [`${name}Reference`]: () => [problem(name)],
    [`${name}GradientReference`]: () => [gradientProblem(name)],
  })),
  vlaChunked: () => [problem('vla'), 2],
  vlaParallel: () => [problem('vla'), { chunkLength: 2, segments: 2 }],
  vlaSettings: () => [{ lambda0: 1 }],
  initialVlaState: () => [problem('vla'), 0],
  vlaStep: () => [vlaState(), { ...stepToken(), u: [vector()] }, 0, references.vlaSettings({ lambda0: 1 })],
  vlaStepGradient: () => [
    ...[vlaState(), { ...stepToken(), u: [vector()] }, 0, references.vlaSettings({ lambda0: 1 })],
    ...[vector(), vlaState()],
  ],
  deltaNetStep: () => [matrix(), stepToken()],
  deltaNetStepGradient: () => [matrix(), matrix(), stepToken(), vector(), matrix()],
  gatedDeltaStep: () => [matrix(), stepToken(), 'residual'],
  gatedDeltaStepGradient: () => [matrix(), matrix(), stepToken(), vector(), matrix(), 'residual'],
  linearAttentionStep: () => [linearState(), stepToken(), 1e-6],
  linearAttentionStepGradient: () => [linearState(), stepToken(), 1e-6, vector(), linearState()],
};

const square = { a: () => [matrix()] };
export const ofMath: Good = {
  addDiagonal: () => [matrix(), 1],
  addOuter: () => [matrix(), 1, vector(), vector()],
  addScaled: () => [matrix(), 1, matrix()],
  centralDifferences: () => [(at: Float64Array) => at[0]! ** 2, vector(), { step: 1e-3 }],
  dot: () => [vector(), vector()],
  identity: () => [2, 1],
  matrixAt: () => [tensor(1, 2, 2, 2), 1],
  multiply: () => [matrix(), matrix()],
  multiplyVector: () => [matrix(), vector()],
  norm: () => [vector()],
  relativeError: () => [vector(), vector()],
  solveLower: () => [matrix(), matrix()],
  solveLowerTransposed: () => [matrix(), matrix()],
  zeros: () => [2, 2],
  ...Object.fromEntries(
    [
      ...['cholesky', 'copy', 'invertPositiveDefinite', 'isPositiveDefinite', 'singularValues', 'spectralNorm'],
      ...['spectralRadius', 'symmetricConditionNumber', 'symmetricEigenvalues', 'transpose'],
    ].map((name) => [name, square.a]),
  ),
};

export const ofRandom: Good = { seededRandom: () => [1] };

export const ofPlans: Good = {
  deltaNetPlan: () => [sizes(), device],
  linearAttentionRecurrentPlan: () => [{ sizes: sizes(), options: { epsilon: 1e-6 } }, device],
  read: () => ['f32'],
  written: () => ['f32'],
  shader: () => [
    { buffers: { x: { access: 'read', element: 'f32' } }, settings: { n: 'u32' }, ranged: false, body: '' },
  ],
};

const source = {
  ...{ kind: 'source-layer', class: 'SoftmaxAttn', options: {}, weights: 'x', tolerance: 1e-5 },
  ...{ input: { shape: [1, 1, 2], data: [1, 2] }, expected: { output: { shape: [1, 1, 2], data: [1, 2] } } },
};
const sourceCall = () => [
  { ...source, input: tensor(1, 1, 2), expected: { output: tensor(1, 1, 2) } },
  new Uint8Array(8),
];
const written = (tensorOf: { shape: readonly number[]; data: ArrayLike<number> }) => ({
  shape: tensorOf.shape,
  data: Array.from(tensorOf.data),
});
export const ofConformance: Good = {
  formsOf: () => [golden(), 'cpu'],
  toleranceOf: () => [golden(), 'cpu'],
  gradientToleranceOf: () => [golden(), 'cpu'],
  hasAlignedKeys: () => [golden()],
  isSourceCase: () => [JSON.stringify(source)],
  parseSourceCase: () => [JSON.stringify(source)],
  runSourceCase: () => sourceCall(),
  runSourceReference: () => sourceCall(),
  parseGolden: () => {
    const { outputGradient: _, inputs: given, expected, ...rest } = golden();
    const asWritten = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, written(value)]));
    return [JSON.stringify({ ...rest, inputs: asWritten, expected: { output: written(expected.output) } })];
  },
  runConformance: () => [golden(), session, 'recurrent'],
};

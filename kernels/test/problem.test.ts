import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../src/errors.ts';
import { deltaNetProblem } from '../src/ops/deltanet/problem.ts';
import { linearAttentionProblem } from '../src/ops/linear/problem.ts';
import { softmaxAttentionProblem } from '../src/ops/softmax/problem.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import type { HostTensor } from '../src/tensor.ts';
import { elementCount } from '../src/tensor.ts';

const [B, H, T, D, Dv, R] = [2, 1, 3, 4, 5, 2];

function tensor(...shape: number[]): HostTensor {
  return { shape, data: new Float32Array(elementCount(shape)).fill(0.5) };
}

function withValue(source: HostTensor, offset: number, value: number): HostTensor {
  const data = source.data.slice();
  data[offset] = value;
  return { shape: source.shape, data };
}

function identities(): HostTensor {
  const data = new Float64Array(B * H * D * D);
  for (let i = 0; i < data.length; i++) data[i] = (i % (D * D)) % (D + 1) === 0 ? 1 : 0;
  return { shape: [B, H, D, D], data };
}

const control = {
  q: tensor(B, H, T, D),
  k: tensor(B, H, T, D),
  v: tensor(B, H, T, Dv),
  u: tensor(B, H, T, R, D),
  beta: tensor(B, H, T),
};
const { q, k, v, u, beta } = control;

type Call = () => unknown;

/** The calls' types are widened on purpose: JavaScript callers are not held back by ours. */
const vla = (inputs: object, options: unknown = { lambda0: 1 }): Call => {
  return () => vlaProblem({ q, k, v, u, ...inputs } as never, options as never);
};
const deltaNet = (inputs: object, options?: unknown): Call => {
  return () => deltaNetProblem({ q, k, v, beta, ...inputs } as never, options as never);
};
const linear = (inputs: object, options?: unknown): Call => {
  return () => linearAttentionProblem({ q, k, v, ...inputs } as never, options as never);
};
const softmax = (inputs: object, options?: unknown): Call => {
  return () => softmaxAttentionProblem({ q, k, v, ...inputs } as never, options as never);
};

/** What is wrong, the call, the argument that must be named, and a piece of the message. */
const rejected: [string, Call, string, string][] = [
  ['q missing', vla({ q: undefined }), 'q', 'undefined'],
  ['q a number', vla({ q: 3 }), 'q', 'was 3; expected a tensor'],
  ['q a bare array', vla({ q: new Float32Array(24) }), 'q', 'has the shape undefined'],
  ['data a plain array', vla({ q: { shape: [B, H, T, D], data: [1, 2] } }), 'q', 'a plain array'],
  ['integer data', vla({ k: { shape: [B, H, T, D], data: new Int32Array(24) } }), 'k', 'an Int32Array'],
  ['64-bit integer data', vla({ v: { shape: [1], data: new BigInt64Array(1) } }), 'v', 'a BigInt64Array'],
  ['data too short', vla({ v: { shape: [B, H, T, Dv], data: new Float32Array(3) } }), 'v', 'holds 3 numbers'],
  ['shape not integer', vla({ v: { shape: [1.5], data: new Float32Array(1) } }), 'v', '[1.5]'],
  ['shape negative', vla({ v: { shape: [-1], data: new Float32Array(1) } }), 'v', '[-1]'],
  ['q of rank 3', vla({ q: tensor(B, T, D) }), 'q', 'has rank 3, shape [2, 3, 4]; expected [B,H,T,D]'],
  ['k of rank 2', vla({ k: tensor(T, D) }), 'k', 'has rank 2'],
  ['u of rank 3', vla({ u: tensor(B, T, D) }), 'u', 'has rank 3'],
  ['k shorter than q', vla({ k: tensor(B, H, T - 1, D) }), 'k', 'expected [B,H,T,D] = [2, 1, 3, 4]'],
  ['v of another batch', vla({ v: tensor(1, H, T, Dv) }), 'v', 'expected [B,H,T,Dv] = [2, 1, 3, 5]'],
  ['u of another length', vla({ u: tensor(B, H, T + 1, R, D) }), 'u', 'has shape [2, 1, 4, 2, 4]'],
  ['u of another dimension', vla({ u: tensor(B, H, T, R, D + 1) }), 'u', 'has shape [2, 1, 3, 2, 5]'],
  ['u without R of another length', vla({ u: tensor(B, H, T + 1, D) }), 'u', 'has shape [2, 1, 4, 4]'],
  ['rank 0', vla({ u: tensor(B, H, T, 0, D) }), 'u', 'is empty'],
  ['no steps', vla({ q: tensor(B, H, 0, D) }), 'q', 'is empty, shape [2, 1, 0, 4]'],
  ['no values', vla({ v: tensor(B, H, T, 0) }), 'v', 'is empty'],
  ['unknown tensor', vla({ beta }), 'inputs.beta', 'not known'],
  ['NaN', vla({ q: withValue(q, 17, NaN) }), 'q', 'is NaN at [1, 0, 1, 1]'],
  ['infinity', vla({ u: withValue(u, 0, -Infinity) }), 'u', 'is -Infinity at [0, 0, 0, 0, 0]'],
  [
    'beyond float32',
    vla({ k: { shape: k.shape, data: new Float64Array(24).fill(1e39) } }),
    'k',
    'is 1e+39 at [0, 0, 0, 0]',
  ],
  ['initial memory transposed', vla({ initialMemory: tensor(B, H, D, Dv) }), 'initialMemory', '[B,H,Dv,D]'],
  [
    'initial memory NaN',
    vla({ initialMemory: withValue(tensor(B, H, Dv, D), 39, NaN) }),
    'initialMemory',
    '[1, 0, 4, 3]',
  ],
  ['initial inverse of Dv', vla({ initialInverse: tensor(B, H, Dv, Dv) }), 'initialInverse', '[B,H,D,D]'],
  ['initial inverse NaN', vla({ initialInverse: withValue(identities(), 2, NaN) }), 'initialInverse', 'is NaN'],
  [
    'initial inverse asymmetric',
    vla({ initialInverse: withValue(identities(), D * D + 1, 0.1) }),
    'initialInverse',
    'is not symmetric in batch 1, head 0: [1, 0] = 0 but [0, 1] = 0.1',
  ],
  ['inputs missing', () => vlaProblem(undefined as never, { lambda0: 1 }), 'inputs', 'undefined'],
  ['options missing', () => vlaProblem({ q, k, v, u }, undefined as never), 'options', 'undefined'],
  ['λ0 missing', vla({}, {}), 'lambda0', 'undefined'],
  ['λ0 zero', vla({}, { lambda0: 0 }), 'lambda0', 'was 0; expected a finite number above 0'],
  ['λ0 negative', vla({}, { lambda0: -1 }), 'lambda0', 'was -1'],
  ['λ0 NaN', vla({}, { lambda0: NaN }), 'lambda0', 'was NaN'],
  ['λ0 infinite', vla({}, { lambda0: Infinity }), 'lambda0', 'was Infinity'],
  ['λ0 whose inverse overflows', vla({}, { lambda0: 1e-39 }), 'lambda0', 'was 1e-39'],
  ['λ0 a string', vla({}, { lambda0: '1' }), 'lambda0', 'was "1"'],
  ['unknown option', vla({}, { lambda0: 1, lambda: 2 }), 'options.lambda', 'not known; expected one of lambda0'],
  ['unknown write', vla({}, { lambda0: 1, write: 'norm' }), 'write', 'was "norm"; expected "normalized" or "plain"'],
  ['unknown error', vla({}, { lambda0: 1, error: true }), 'error', 'was true'],
  ['unknown form', vla({}, { lambda0: 1, form: 'fast' }), 'form', 'was "fast"'],
  ['negative period', vla({}, { lambda0: 1, stabilization: { period: -1 } }), 'stabilization.period', 'was -1'],
  ['fractional period', vla({}, { lambda0: 1, stabilization: { period: 2.5 } }), 'stabilization.period', 'was 2.5'],
  [
    'an epsilon that is never added',
    vla({}, { lambda0: 1, stabilization: { epsilon: 1 } }),
    'stabilization.period',
    'was undefined beside an epsilon',
  ],
  ['negative epsilon', vla({}, { lambda0: 1, stabilization: { epsilon: -1 } }), 'stabilization.epsilon', 'was -1'],
  ['NaN floor', vla({}, { lambda0: 1, stabilization: { deltaFloor: NaN } }), 'stabilization.deltaFloor', 'NaN'],
  ['unknown stabilization', vla({}, { lambda0: 1, stabilization: { every: 2 } }), 'stabilization.every', 'not known'],
  ['stabilization a number', vla({}, { lambda0: 1, stabilization: 20 }), 'stabilization', 'was 20'],
  ['negative threshold', vla({}, { lambda0: 1, renormalizeAbove: -3 }), 'renormalizeAbove', 'was -3'],
  ['negative bound', vla({}, { lambda0: 1, errorBound: -1 }), 'errorBound', 'was -1; expected a finite number'],
  ['infinite bound', vla({}, { lambda0: 1, errorBound: Infinity }), 'errorBound', 'was Infinity'],
  ['unknown readout', vla({}, { lambda0: 1, readout: 'A' }), 'readout', 'expected "memory" or "penalized"'],
  ['decay per channel', vla({ memoryDecay: tensor(B, H, T, D) }), 'memoryDecay', 'expected [B,H,T] = [2, 1, 3]'],
  ['decay NaN', vla({ memoryDecay: withValue(beta, 5, NaN) }), 'memoryDecay', 'is NaN at [1, 0, 2]'],
  [
    'penalty gone',
    vla({ penaltyDecay: withValue(beta, 5, 0) }),
    'penaltyDecay',
    'is 0 at [1, 0, 2]; expected numbers above 0',
  ],
  ['fractional first step', vla({}, { lambda0: 1, firstStep: 0.5 }), 'firstStep', 'was 0.5'],
  ['flag a number', vla({}, { lambda0: 1, keepIntermediates: 1 }), 'keepIntermediates', 'was 1'],
  ['chunk of no steps', vla({}, { lambda0: 1, chunkLength: 0 }), 'chunkLength', 'was 0'],
  ['fractional chunk', vla({}, { lambda0: 1, chunkLength: 8.5 }), 'chunkLength', 'was 8.5'],
  ['progress not callable', vla({}, { lambda0: 1, onProgress: 1 }), 'onProgress', 'was 1'],

  ['deltanet: beta per channel', deltaNet({ beta: tensor(B, H, T, D) }), 'beta', 'expected [B,H,T] = [2, 1, 3]'],
  ['deltanet: beta too short', deltaNet({ beta: tensor(B, H, T - 1) }), 'beta', 'has shape [2, 1, 2]'],
  ['deltanet: beta NaN', deltaNet({ beta: withValue(beta, 5, NaN) }), 'beta', 'is NaN at [1, 0, 2]'],
  ['deltanet: memory', deltaNet({ initialMemory: tensor(B, H, D, D) }), 'initialMemory', '[B,H,Dv,D]'],
  ['deltanet: u given', deltaNet({ u }), 'inputs.u', 'not known'],
  ['deltanet: option', deltaNet({}, { lambda0: 1 }), 'options.lambda0', 'not known'],
  ['deltanet: rank', deltaNet({ v: tensor(B, T, Dv) }), 'v', 'has rank 3'],

  ['linear: epsilon', linear({}, { epsilon: -1e-6 }), 'epsilon', 'was -0.000001'],
  ['linear: memory', linear({ initialMemory: tensor(B, H, D, Dv) }), 'initialMemory', '[B,H,Dv,D]'],
  ['linear: normalizer', linear({ initialNormalizer: tensor(B, H, Dv) }), 'initialNormalizer', '[B,H,D]'],
  ['linear: NaN', linear({ v: withValue(v, 0, NaN) }), 'v', 'is NaN'],
  ['linear: option', linear({}, { write: 'plain' }), 'options.write', 'not known'],

  ['softmax: scale', softmax({}, { scale: NaN }), 'scale', 'was NaN'],
  ['softmax: memory', softmax({ initialMemory: tensor(B, H, Dv, D) }), 'inputs.initialMemory', 'not known'],
  ['softmax: shapes', softmax({ k: tensor(B, H, T, D + 1) }), 'k', 'expected [B,H,T,D]'],
  ['softmax: option', softmax({}, { causal: true }), 'options.causal', 'not known'],
];

describe('unusable arguments are refused by name', () => {
  test.each(rejected)('%s', (_, call, argument, message) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ArgumentError);
    expect(thrown).toMatchObject({ argument });
    expect(String((thrown as Error).message)).toContain(message);
  });
});

describe('defaults', () => {
  test('vla: sizes and options', () => {
    const problem = vlaProblem({ q, k, v, u }, { lambda0: 0.1 });
    expect(problem.sizes).toEqual({ B, H, T, D, Dv, R });
    expect(problem.inputs).toMatchObject({ initialMemory: null, initialInverse: null });
    expect(problem.options).toEqual({
      lambda0: 0.1,
      write: 'normalized',
      error: 'residual',
      errorBound: 0,
      readout: 'memory',
      period: 0,
      epsilon: 0,
      deltaFloor: 1e-6,
      renormalizeAbove: 0,
      firstStep: 0,
      keepIntermediates: false,
    });
  });

  test('vla: u without R is rank 1', () => {
    const problem = vlaProblem({ q, k, v, u: tensor(B, H, T, D) }, { lambda0: 1 });
    expect(problem.sizes.R).toBe(1);
    expect(problem.inputs.u.shape).toEqual([B, H, T, 1, D]);
  });

  test('vla: float64 tensors and a state are accepted', () => {
    const inputs = { q, k, v, u, initialMemory: tensor(B, H, Dv, D), initialInverse: identities() };
    expect(vlaProblem(inputs, { lambda0: 1 }).inputs.initialInverse?.data).toBeInstanceOf(Float64Array);
  });

  test('deltanet: beta of ones', () => {
    const { inputs } = deltaNetProblem({ q, k, v });
    expect(inputs.beta.shape).toEqual([B, H, T]);
    expect([...inputs.beta.data]).toEqual(new Array(B * H * T).fill(1));
  });

  test('linear: epsilon; softmax: scale', () => {
    expect(linearAttentionProblem({ q, k, v }).options.epsilon).toBe(1e-6);
    expect(softmaxAttentionProblem({ q, k, v }).options.scale).toBe(0.5);
  });
});

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
// It registers the gradients of tfjs's own operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  deltaNet,
  deltaNetGradient,
  gatedDelta,
  linearAttention,
  loadWasm,
  openDeltaNetDecoder,
  openSession,
  softmaxAttention,
  vla,
} from '../src/index.ts';
import type { HostTensor, VlaOptions } from '../src/index.ts';
import { deltaNetProblem } from '../src/reference.ts';
import { seededRandom } from '../src/random.ts';
import { testLengths, testLengthsOfTensors } from './support/lengths.ts';
import { normals, unitVectors } from './support/random.ts';

describe.each(['reference', 'cpu', 'wasm'] as const)('sequences of unequal lengths on %s', (backend) => {
  testLengths(() => openSession({ backend }));
});

describe.each(['cpu', 'wasm'])('tensors on %s', (backend) => {
  beforeAll(async () => {
    await loadWasm();
    await tf.setBackend(backend);
  });
  testLengthsOfTensors();
});

describe('lengths that can not be', () => {
  const random = seededRandom(1);
  const inputs = {
    q: normals(random, 2, 1, 4, 3),
    k: unitVectors(random, 2, 1, 4, 3),
    v: normals(random, 2, 1, 4, 3),
  };
  const onTf = ({ shape, data }: HostTensor) => tf.tensor(Float32Array.from(data), [...shape]);
  beforeAll(() => tf.setBackend('cpu'));
  const refused: [object, string][] = [
    [{ lengths: [4] }, 'lengths: has 1 numbers; expected one for each of B = 2 sequences'],
    [{ lengths: [4, 0] }, 'lengths: is 0 at [1]; expected whole numbers from 1 to T = 4'],
    [{ lengths: [5, 4] }, 'lengths: is 5 at [0]'],
    [{ lengths: [1.5, 4] }, 'lengths: is 1.5 at [0]'],
    [{ lengths: 'two' }, 'lengths: was "two"; expected an array of numbers [B]'],
    [{ lengths: [4, 2], padding: 'both' }, 'padding: was "both"; expected "right" or "left"'],
    [{ padding: 'left' }, 'padding: was "left" without lengths'],
  ];
  test.each(refused)('%j', async (options, message) => {
    await expect(deltaNet(inputs, options as never)).rejects.toThrow(message);
    await expect(deltaNetGradient({ ...inputs, outputGradient: inputs.v }, options as never)).rejects.toThrow(message);
    const tensors = { q: onTf(inputs.q), k: onTf(inputs.k), v: onTf(inputs.v) };
    expect(() => deltaNet(tensors, options as never)).toThrow(message);
  });

  test('they are among the options that a misnamed one is compared with, and no option of a reference', async () => {
    const listed = /^options\.length: is not known; expected one of .*, lengths, padding$/;
    const { q, k, v } = inputs;
    const tensors = { q: onTf(q), k: onTf(k), v: onTf(v) };
    const wrong = { length: [4, 2], lambda0: 1 } as object;
    await expect(deltaNet(inputs, wrong)).rejects.toThrow(listed);
    await expect(deltaNetGradient({ ...inputs, outputGradient: v }, wrong)).rejects.toThrow(listed);
    expect(() => deltaNet(tensors, wrong)).toThrow(listed);
    await expect(softmaxAttention(inputs, wrong)).rejects.toThrow(listed);
    await expect(linearAttention(inputs, wrong)).rejects.toThrow(listed);
    await expect(gatedDelta(inputs, wrong)).rejects.toThrow(listed);
    await expect(vla({ ...inputs, u: k }, wrong as VlaOptions)).rejects.toThrow(listed);
    const refused = /^options\.lengths: is an option of calls of operators and layers; here sequences are whole$/;
    expect(() => deltaNetProblem(inputs, { lengths: [4, 2] })).toThrow(refused);
    const decoder = { sizes: { B: 1, H: 1, D: 2, Dv: 2 }, options: { lengths: [1] } };
    const open = openDeltaNetDecoder(decoder);
    await expect(open).rejects.toThrow(/^options\.lengths: is no option of a decoder/);
  });

  test('typed arrays of lengths are fine, and are read at the call', async () => {
    const lengths = Int32Array.from([4, 2]);
    const call = deltaNet(inputs, { lengths });
    lengths.fill(1);
    expect([...(await call).output.data.slice(-6)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await call).output.data.slice(3, 12).every((value) => value !== 0)).toBe(true);
  });
});

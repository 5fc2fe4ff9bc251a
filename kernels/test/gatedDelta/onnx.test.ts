import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { float, integer, modelOf, text } from '../../bench/peers/onnxModel.ts';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaProblem } from '../../src/ops/gatedDelta/problem.ts';
import { gatedDeltaReference } from '../../src/ops/gatedDelta/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { rounded } from '../support/generated.ts';
import type { Sizes } from '../support/memoryGradients.ts';
import { normals } from '../support/random.ts';
import { gatedDeltaInputs } from './inputs.ts';

/*
 * Somebody else's code: the operator LinearAttention (domain com.microsoft) of ONNX Runtime Web, on the processor. Its four
 * update rules are settings of the gated delta rule; decays are given as logarithms there, and the state is S transposed.
 */

const TOLERANCE = 1e-5;
const rules = {
  linear: { decays: false, residual: false },
  gated: { decays: true, residual: false },
  delta: { decays: false, residual: true },
  gated_delta: { decays: true, residual: true },
};

beforeAll(() => {
  const packageFile = createRequire(import.meta.url).resolve('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = `${pathToFileURL(dirname(packageFile)).href}/`;
  ort.env.wasm.numThreads = 1;
});

/** [B,H,T,…] with the heads of a token side by side, [B,T,H·…], and the other way round. */
function swapped({ shape, data }: HostTensor): Float32Array {
  const [B, H, T, size = 1] = shape;
  const result = new Float32Array(data.length);
  for (let b = 0; b < B!; b++)
    for (let h = 0; h < H!; h++)
      for (let t = 0; t < T!; t++) {
        const from = ((b * H! + h) * T! + t) * size;
        result.set(data.subarray(from, from + size), ((b * T! + t) * H! + h) * size);
      }
  return result;
}

function transposed({ shape, data }: HostTensor): Float32Array {
  const [rows, columns] = shape.slice(2) as [number, number];
  const size = rows * columns;
  return Float32Array.from(data, (_, i) => {
    const [head, at] = [Math.floor(i / size), i % size];
    return data[head * size + (at % rows) * columns + Math.floor(at / rows)]!;
  });
}

async function linearAttention(rule: keyof typeof rules, sizes: Sizes, tensors: Record<string, HostTensor>) {
  const { B, H, T, D, Dv } = sizes;
  const { decays, residual } = rules[rule];
  const { q, k, v, beta, gamma, initialMemory } = tensors as Record<string, HostTensor>;
  const feeds: Record<string, [readonly number[], Float32Array]> = {
    query: [[B, T, H * D], swapped(q!)],
    key: [[B, T, H * D], swapped(k!)],
    value: [[B, T, H * Dv], swapped(v!)],
    past_state: [[B, H, D, Dv], transposed(initialMemory!)],
    ...(decays && { decay: [[B, T, H], swapped(gamma!).map(Math.log)] }),
    ...(residual && { beta: [[B, T, H], swapped(beta!)] }),
  };
  const model = modelOf({
    operator: 'LinearAttention',
    domain: 'com.microsoft',
    inputNames: ['query', 'key', 'value', 'past_state', decays ? 'decay' : '', residual ? 'beta' : ''],
    inputs: Object.fromEntries(Object.entries(feeds).map(([name, [shape]]) => [name, shape])),
    outputs: { output: [B, T, H * Dv], present_state: [B, H, D, Dv] },
    attributes: [text('update_rule', rule), integer('q_num_heads', H), integer('kv_num_heads', H), float('scale', 1)],
  });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const results = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, [shape, data]]) => [name, new ort.Tensor('float32', data, shape)]),
    ),
  );
  await session.release();
  return {
    output: swapped({ shape: [B, T, H, Dv], data: results['output']!.data as Float32Array }),
    finalMemory: transposed({ shape: [B, H, D, Dv], data: results['present_state']!.data as Float32Array }),
  };
}

describe.each(Object.entries(rules))('update rule "%s"', (name, { decays, residual }) => {
  const random = seededRandom(name.length);
  const size = (most: number): number => 1 + random.integer(most);
  const drawn = Array.from({ length: 4 }, () => ({ B: size(2), H: size(3), T: size(60), D: size(24), Dv: size(24) }));

  test.each(drawn)('$B × $H heads of $D and $Dv, $T steps', async (sizes) => {
    const all = gatedDeltaInputs(random, sizes);
    const { q, k, v, beta, initialMemory } = all;
    // No decay of 0 and none close to it: their logarithms are not for float32.
    const gates = normals(random, sizes.B, sizes.H, sizes.T);
    const gamma = { shape: gates.shape, data: gates.data.map((x) => 1 / (1 + Math.exp(x - 2))) };
    const call = rounded({ q, k, v, initialMemory, ...(decays && { gamma }), ...(residual && { beta }) });
    const problem = gatedDeltaProblem(call, { error: residual ? 'residual' : 'additive' });
    const expected = gatedDeltaReference(problem);
    const { output, finalMemory } = await linearAttention(name as keyof typeof rules, sizes, call);
    expect(relativeError(output, expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
    expect(relativeError(finalMemory, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
  });
});

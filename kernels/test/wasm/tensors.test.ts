import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWasm, openSession } from '../../src/index.ts';
import type { HostTensor, RunReport } from '../../src/index.ts';
import { inputOf } from '../../src/ops/call/gradientProblem.ts';
import { operators, runGradient, runOperator } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import { baselines, resultGradients, wasmCases } from './cases.ts';

type Results<X> = Record<string, X> & { readonly ran: RunReport };

beforeAll(async () => {
  await loadWasm();
  await tf.setBackend('wasm');
});

const tensorOf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(data as Float32Array, [...shape], 'float32');

/** Tensors of TensorFlow.js's WebAssembly backend go through the same kernels as arrays, where they are. */
describe.each(baselines)('%s on tensors of the backend "wasm"', (name) => {
  const operator: Operator = operators[name];
  const call = <Result>(inputs: object, options: object): Result =>
    runOperator<never, never, Result>(operator as never, inputs, options as never);

  test.each(wasmCases(name))('$name: equals arrays bit for bit, and frees what it takes', async (one) => {
    const { inputs, options } = one;
    const session = await openSession({ backend: 'wasm' });
    const weights = resultGradients(operator, one, 3);
    const expected = await call<Promise<Results<HostTensor>>>(inputs, { ...options, session });
    const gradients = await runGradient<never, never, Results<HostTensor>>(
      operator as never,
      { ...inputs, ...weights },
      { ...options, session } as never,
    );

    const before = tf.memory().numTensors;
    const names = Object.keys(inputs);
    const tensors = Object.values(inputs).map(tensorOf);
    const losses = Object.entries(weights).map(([key, tensor]) => [inputOf(key), tensorOf(tensor)] as const);
    const taken = tf.memory().numTensors;
    const given = Object.fromEntries(names.map((input, index) => [input, tensors[index]!]));
    const { ran, ...results } = call<Results<tf.Tensor>>(given, options);
    expect(ran).toMatchObject({ backend: 'wasm', form: operator.wasm!.forms[0] });
    expect(tf.memory().numTensors).toBe(taken + Object.keys(results).length);
    for (const [result, tensor] of Object.entries(results as Record<string, tf.Tensor>)) {
      expect([...tensor.dataSync()], result).toEqual([...expected[result]!.data]);
    }

    const loss = (...moved: tf.Tensor[]): tf.Scalar => {
      const outputs = call<Results<tf.Tensor>>(Object.fromEntries(names.map((n, i) => [n, moved[i]!])), options);
      return tf.addN(losses.map(([result, weight]) => tf.sum(tf.mul(outputs[result]!, weight))));
    };
    const derived = tf.grads(loss)(tensors);
    derived.forEach((tensor, index) => {
      expect([...tensor.dataSync()], names[index]).toEqual([...gradients[names[index]!]!.data]);
    });
    tf.dispose([tensors, losses.map(([, tensor]) => tensor), derived, results as Record<string, tf.Tensor>]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

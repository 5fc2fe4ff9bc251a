import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadWasm } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { encodeSafetensors, loadSafetensors, readSource } from '../../src/model/index.ts';
import { sourceReference } from '../../src/model/source/reference/index.ts';
import { seededRandom } from '../../src/random.ts';
import { layerFile } from './randomFiles.ts';

const D = 4;
const [B, T] = [2, 21];
const read = readSource(layerFile('DeltaNetAttn', { modelDim: D, width: D, rank: 1, hidden: 0 }, 3));
/** Gates of the rows that are 0 in float32, far below its precision, below what can be squared in it, and open. */
const gates = Float32Array.of(-200, -60, -40, 0.5);
const tensors = { ...read.tensors, 'Wg.bias': { shape: [D], data: gates } } as Parameters<
  typeof encodeSafetensors
>[0]['tensors'];
const bytes = encodeSafetensors({ tensors, metadata: {} });
const shape = [B, T, D];
const x = seededRandom(4).fillNormal(new Float32Array(B * T * D));
const weight = seededRandom(5).fillNormal(new Float32Array(B * T * D));

/** Of the sum of the outputs, each with a weight of its own, in float64. */
function lossOf(changed: typeof tensors): number {
  const source = { ...read, tensors: changed };
  const { output } = sourceReference(source, { shape, data: Float64Array.from(x) });
  return output.data.reduce((sum, value, i) => sum + value * weight[i]!, 0);
}

/** Its slope in each number of a tensor of the file, by central differences. */
function slopes(name: string): number[] {
  const { shape: own, data } = tensors[name]!;
  const at = (entry: number, by: number): number => {
    const moved = Float64Array.from(data);
    moved[entry]! += by;
    return lossOf({ ...tensors, [name]: { shape: own, data: moved as never } });
  };
  return Array.from(data, (_, entry) => (at(entry, 1e-5) - at(entry, -1e-5)) / 2e-5);
}

describe.each(['cpu', 'wasm'])('gates that are closed to all bits, on tfjs’s backend "%s"', (backend) => {
  test('leave nothing of the row, and the rest as it is', async () => {
    await loadWasm();
    await tf.setBackend(backend);
    const source = loadSafetensors(bytes);
    const { output } = source.forward(tf.tensor(x, shape));
    const expected = sourceReference({ ...read, tensors }, { shape, data: Float64Array.from(x) }).output;
    expect(relativeError(output.dataSync(), expected.data)).toBeLessThanOrEqual(2e-5);
    source.dispose();
  });

  test('have the gradients that float64 has, all of them finite', async () => {
    await loadWasm();
    await tf.setBackend(backend);
    const source = loadSafetensors(bytes);
    const variables = source.layer!.trainableWeights.map((one) => one.read() as tf.Variable);
    const loss = (): tf.Scalar => tf.sum(tf.mul(source.forward(tf.tensor(x, shape)).output, tf.tensor(weight, shape)));
    const { grads } = tf.variableGrads(loss, variables);
    const gradientOf = (name: string): tf.Tensor => {
      const found = source.layer!.trainableWeights.find((one) => one.originalName.split('/').at(-1) === name)!;
      return grads[(found.read() as tf.Variable).name]!;
    };
    for (const gradient of Object.values(grads)) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    expect(relativeError(gradientOf('gateBias').dataSync(), slopes('Wg.bias'))).toBeLessThanOrEqual(1e-3);
    expect(relativeError(gradientOf('keyBias').dataSync(), slopes('Wk.bias'))).toBeLessThanOrEqual(1e-3);
    expect(relativeError(tf.transpose(gradientOf('key')).dataSync(), slopes('Wk.weight'))).toBeLessThanOrEqual(1e-3);
    source.dispose();
  });
});

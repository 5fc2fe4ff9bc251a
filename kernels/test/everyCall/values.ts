import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';

/* Values that calls can be made with. Each is made anew: calls may change what they are given. */

export const tensor = (...shape: number[]): HostTensor => ({
  shape,
  data: seededRandom(1)
    .fillNormal(new Float32Array(shape.reduce((count, size) => count * size, 1)))
    .map((value) => value / 4),
});
export const matrix = (rows = 2, columns = 2) => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, (_, i) => (i % (columns + 1) === 0 ? 2 : 0.5)),
});
export const vector = (length = 2) => Float64Array.from({ length }, (_, i) => 0.1 * (i + 1));

const x = () => tensor(1, 1, 3, 2);
export const inputs = {
  vla: () => ({ q: x(), k: x(), v: x(), u: x() }),
  deltaNet: () => ({ q: x(), k: x(), v: x() }),
  gatedDelta: () => ({ q: x(), k: x(), v: x() }),
  linearAttention: () => ({ q: x(), k: x(), v: x() }),
  softmaxAttention: () => ({ q: x(), k: x(), v: x() }),
};
export const gradientInputs = (name: keyof typeof inputs) => ({ ...inputs[name](), outputGradient: x() });
export const sizes = () => ({ B: 1, H: 1, T: 3, D: 2, Dv: 2 });
export const decoderSizes = () => ({ B: 1, H: 1, D: 2, Dv: 2 });
export const token = () => ({ q: tensor(1, 1, 2), k: tensor(1, 1, 2), v: tensor(1, 1, 2), u: tensor(1, 1, 2) });
export const stepToken = () => ({ q: vector(), k: vector(), p: vector(), v: vector(), beta: 0.5, gamma: 0.9 });
export const vlaState = () => ({ inverse: matrix(), memory: matrix() });
export const linearState = () => ({ memory: matrix(), normalizer: vector() });
export const golden = (op = 'vla') => ({
  name: op,
  op,
  options: { lambda0: 1 },
  inputs: inputs.vla(),
  outputGradient: null,
  expected: { output: x() },
  gradients: {},
});
export const bytes = (...values: number[]) => Uint8Array.from(values);

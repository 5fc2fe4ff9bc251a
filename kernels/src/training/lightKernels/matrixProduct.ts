import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { ProgramRunner } from './program.ts';
import { integers, threadProgram } from './program.ts';

/** Each thread makes four rows by four columns of the product, and reads both matrices by fours. */
const body = /* wgsl */ `
  let across = uniforms.columns / 4;
  let down = (uniforms.rows + 3) / 4;
  let batch = index / (across * down);
  if (batch >= uniforms.batches) { return; }
  let row = ((index / across) % down) * 4;
  let column = index % across;
  let inner = uniforms.inner / 4;
  let last = uniforms.rows - 1;
  // Rows past the last are computed as the last and not written.
  let first = batch * uniforms.rows;
  let from0 = (first + row) * inner;
  let from1 = (first + min(row + 1, last)) * inner;
  let from2 = (first + min(row + 2, last)) * inner;
  let from3 = (first + min(row + 3, last)) * inner;
  var sum0 = vec4<f32>(0.0);
  var sum1 = vec4<f32>(0.0);
  var sum2 = vec4<f32>(0.0);
  var sum3 = vec4<f32>(0.0);
  var at = batch * uniforms.inner * across + column;
  for (var k = 0; k < inner; k++) {
    let b = mat4x4<f32>(B[at], B[at + across], B[at + 2 * across], B[at + 3 * across]);
    sum0 += b * A[from0 + k];
    sum1 += b * A[from1 + k];
    sum2 += b * A[from2 + k];
    sum3 += b * A[from3 + k];
    at += 4 * across;
  }
  let to = (first + row) * across + column;
  result[to] = sum0;
  if (row + 1 <= last) { result[to + across] = sum1; }
  if (row + 2 <= last) { result[to + 2 * across] = sum2; }
  if (row + 3 <= last) { result[to + 3 * across] = sum3; }`;

/** tfjs's matrix product [..., M,K] by [..., K,N] without barriers where K and N divide by 4; its own elsewhere. */
export function lightMatrixProduct(own: KernelFunc): KernelFunc {
  return (args) => {
    const { a, b } = args.inputs as Record<'a' | 'b', TensorInfo>;
    const { transposeA, transposeB } = args.attrs as Record<string, unknown>;
    const [rows, inner] = a.shape.slice(-2);
    const columns = b.shape.at(-1)!;
    const batch = a.shape.slice(0, -2);
    const isPlain = !transposeA && !transposeB && batch.join() === b.shape.slice(0, -2).join();
    const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
    const batches = batch.reduce((product, size) => product * size, 1);
    if (!isPlain || !isFloat || inner % 4 !== 0 || columns % 4 !== 0 || batches * rows * columns === 0)
      return own(args);
    const program = threadProgram({
      name: 'matrixProduct',
      inputs: ['A', 'B'],
      components: 4,
      uniforms: ['batches', 'rows', 'inner', 'columns'],
      threads: (batches * Math.ceil(rows / 4) * columns) / 4,
      outputShape: [...batch, rows, columns],
      body,
    });
    const runner = args.backend as unknown as ProgramRunner;
    return runner.runWebGPUProgram(program, [a, b], 'float32', integers(batches, rows, inner, columns));
  };
}

import { expect, test } from 'vitest';
import { loadWasm } from '../../../src/index.ts';
import { bindKernels, loadedWasm } from '../../../src/runtime/wasm/module.ts';

await loadWasm();

/** Sizes with parts of tiles: 1 to 3 and 5 to 7 rows or columns are left over. */
const sizes = [1, 2, 3, 5, 6, 7, 9, 11].map((size) => [size, size] as const);

test.each(sizes)('a product of [%d,4] and %d columns reads nothing past its matrices', (M, N) => {
  const K = 4;
  const memory = new WebAssembly.Memory({ initial: 16 });
  const kernels = bindKernels(loadedWasm()!, memory);
  const end = memory.buffer.byteLength;
  const numbers = new Float32Array(memory.buffer);
  const c = 16;
  const scratch = c + 4 * Math.ceil((M * N) / 4) * 4;
  // To read further than a matrix at the end of the memory is a fault.
  for (const [transposeA, transposeB] of [
    [1, 0],
    [0, 1],
    [0, 0],
  ]) {
    const [aRow, bRow] = [transposeA ? M : K, transposeB ? K : N];
    for (const last of ['a', 'b']) {
      const place = (name: string, count: number) => end - 4 * (name === last ? count : M * K + N * K);
      const [a, b] = [place('a', M * K), place('b', K * N)];
      numbers.fill(1, a / 4, a / 4 + M * K);
      numbers.fill(2, b / 4, b / 4 + K * N);
      kernels.matrixProduct({
        ...{ M, N, K, a, aRow, transposeA: transposeA!, b, bRow, transposeB: transposeB!, c, cRow: N, scratch },
        accumulate: 0,
      });
      expect([...new Float32Array(memory.buffer, c, M * N)]).toEqual(new Array(M * N).fill(2 * K));
    }
  }
});

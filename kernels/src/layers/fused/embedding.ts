import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from './operation.ts';

/** Rows of a table [R,D] by index [N]: [N,D]. */
export function fusedRows(table: Tensor2D, indices: Tensor1D): Tensor2D {
  const [count, size] = [indices.size, table.shape[1]];
  const [rows] = fused(
    [table],
    ({ kernels, at, make }) => {
      const result = make([count, size]);
      kernels.gatherRows({ to: at(result), table: at(table), indices: at(indices), count, size });
      return { results: [result], kept: [indices] };
    },
    ({ kernels, at, make, floats }, [dy], [places]) => {
      const gradient: Tensor = make(table.shape);
      floats(at(gradient), gradient.size).fill(0);
      kernels.addRowsAt({ table: at(gradient), from: at(dy!), indices: at(places!), count, size });
      return [gradient];
    },
  );
  return rows as Tensor2D;
}

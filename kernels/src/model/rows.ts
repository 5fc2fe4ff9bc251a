import { cast, concat, customGrad, gather, matMul, oneHot, transpose, zeros } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { fusedRows } from '../layers/fused/embedding.ts';
import { canFuse } from '../layers/fused/operation.ts';

type Save = (tensors: Tensor[]) => void;

/**
 * Rows of a table [R,D] by index [N], any of them as often as wanted: [N,D]. The gradient is a matrix product, which
 * all backends have and which adds in a fixed order; it needs memory for N·R numbers.
 */
export function embed(table: Tensor2D, indices: Tensor1D): Tensor2D {
  if (canFuse(table)) return fusedRows(table, indices);
  const rows = table.shape[0];
  const operation = customGrad((...inputs: (Tensor | Save)[]) => {
    const [source, save] = inputs as [Tensor2D, Save];
    save([indices]);
    return {
      value: gather(source, indices),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        matMul(transpose(oneHotRows(saved as Tensor1D, rows)), dy as Tensor2D),
    };
  });
  return operation(table) as Tensor2D;
}

/** Which of many rows are wanted, each once. */
export interface RowSelection {
  /** Wanted rows, [N]. */
  readonly indices: Tensor1D;
  /** For each of all rows its place among the wanted ones, or N, [R]. */
  readonly places: Tensor1D;
}

/** The wanted rows of a matrix [R,D]: [N,D]. In the gradient the other rows are 0. */
export function selectRows(matrix: Tensor2D, { indices, places }: RowSelection): Tensor2D {
  if (canFuse(matrix)) return fusedRows(matrix, indices);
  const operation = customGrad((...inputs: (Tensor | Save)[]) => {
    const [source, save] = inputs as [Tensor2D, Save];
    save([places]);
    return {
      value: gather(source, indices),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        gather(concat([dy as Tensor2D, zeros([1, dy.shape[1]!]) as Tensor2D], 0), saved as Tensor1D),
    };
  });
  return operation(matrix) as Tensor2D;
}

/** Rows with a 1 at their index and zeros elsewhere: [N] → [N,size]. */
export function oneHotRows(indices: Tensor1D, size: number): Tensor2D {
  // Not as float32 at once: the WebAssembly backend fills the memory with integers, whatever the type.
  return cast(oneHot(indices, size), 'float32') as Tensor2D;
}

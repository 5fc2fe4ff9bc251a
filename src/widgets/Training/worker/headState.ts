import { dispose, slice, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { batchAt } from '@vla/kernels/tasks';
import type { TrainingRun } from '@vla/kernels/training';
import type { HeadState } from '../protocol.ts';

/**
 * S, and A where the mixer has one, of the first head of the first block after the model has read the first test
 * sequence up to its first question. Null for a mixer without a state of fixed size.
 */
export async function readHead({ model, task, seed }: TrainingRun): Promise<HeadState | null> {
  const { tokens, mask } = batchAt({ task, split: 'test', seed, index: 0, size: 1 });
  const read = Math.max(1, mask.indexOf(1));
  const matrices = tidy((): Record<string, Tensor> => {
    const { state } = model.advance(tensor2d(tokens.subarray(0, read), [1, read], 'int32'));
    const { memory, inverse } = state.blocks[0] as { readonly memory?: Tensor; readonly inverse?: Tensor };
    return { ...(memory && { memory: firstHead(memory) }), ...(inverse && { inverse: firstHead(inverse) }) };
  });
  try {
    const { memory, inverse } = matrices;
    if (!memory) return null;
    const [S, A] = await Promise.all([memory.data(), inverse?.data() ?? null]);
    return { size: memory.shape.at(-1)!, memory: S as Float32Array, inverse: A as Float32Array | null };
  } finally {
    dispose(matrices);
  }
}

/** The first matrix of [1,H,size,size]. */
function firstHead(matrices: Tensor): Tensor {
  return slice(matrices, [0, 0, 0, 0], [1, 1, -1, -1]);
}

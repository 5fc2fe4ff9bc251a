import { dispose } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { matrixAt } from '../math/matrix.ts';
import { norm } from '../math/vector.ts';
import type { VLAForward } from './vlaForward.ts';

/** How the state looks after a forward pass. Lists are [batch][head]. */
export interface VLAStats {
  /** ‖S‖ (Frobenius). */
  readonly memoryNorm: number[][];
  /** ‖A‖ (Frobenius). */
  readonly inverseNorm: number[][];
  /** Condition number of A: largest over smallest absolute eigenvalue. */
  readonly conditionNumber: number[][];
  /** How many Sherman–Morrison updates of this pass were skipped. */
  readonly skippedUpdates: number[][];
  /** Smallest and largest λ_t of the penalty builder in this pass; only with a λ head. */
  readonly lambda?: { readonly min: number; readonly max: number };
}

/** Reads the statistics off a forward pass, and disposes its tensors. */
export async function readVlaStats(pass: Omit<VLAForward, 'output'>): Promise<VLAStats> {
  const { state, skippedUpdates, lambda } = pass;
  try {
    // What finds eigenvalues is large, and nothing else here needs it.
    const { symmetricConditionNumber } = await import('../math/spectrum.ts');
    const [memory, inverse] = await Promise.all([download(state.memory), download(state.inverse)]);
    const skipped = await download(skippedUpdates);
    const strengths = lambda && (await download(lambda));
    const [B, H] = memory.shape;
    const perHead = (read: (index: number) => number): number[][] => {
      return Array.from({ length: B }, (_, b) => Array.from({ length: H }, (__, h) => read(b * H + h)));
    };
    return {
      memoryNorm: perHead((index) => norm(matrixAt(memory, index).data)),
      inverseNorm: perHead((index) => norm(matrixAt(inverse, index).data)),
      conditionNumber: perHead((index) => symmetricConditionNumber(matrixAt(inverse, index))),
      skippedUpdates: perHead((index) => skipped.data[index]),
      ...(strengths && {
        lambda: {
          min: strengths.data.reduce((a, b) => Math.min(a, b)),
          max: strengths.data.reduce((a, b) => Math.max(a, b)),
        },
      }),
    };
  } finally {
    dispose({ state, skippedUpdates, ...(lambda && { lambda }) } as never);
  }
}

async function download(tensor: Tensor): Promise<{ shape: number[]; data: Float32Array }> {
  return { shape: tensor.shape, data: (await tensor.data()) as Float32Array };
}

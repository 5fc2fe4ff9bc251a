import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs work and says how many bytes of buffers of tfjs's device were in use at most at once, beyond those that were
 * before: tensors, and what waits to be let go of. Our operators on tensors take their buffers there too.
 */
export async function peakBytes(work: () => Promise<void>): Promise<number> {
  const { bufferManager } = tf.backend() as unknown as WebGPUBackend;
  const { acquireBuffer } = bufferManager;
  const before = bufferManager.numBytesUsed;
  let peak = before;
  bufferManager.acquireBuffer = (...args) => {
    const buffer = acquireBuffer.apply(bufferManager, args);
    peak = Math.max(peak, bufferManager.numBytesUsed);
    return buffer;
  };
  try {
    await work();
  } finally {
    bufferManager.acquireBuffer = acquireBuffer;
  }
  return peak - before;
}

import { DeviceError, type WebGpuSession } from '@vla/kernels';
import { bestMatmul, copyContender, type BestMatmul } from '@vla/kernels/bench';

/** A copy of some mebibytes, which has been seen to copy. */
export async function checkedCopy(
  session: WebGpuSession,
  mebibytes: number,
): Promise<ReturnType<typeof copyContender>> {
  const copy = copyContender(session, mebibytes * 2 ** 18);
  const copied = await copy.output();
  if (copied.some((value, i) => value !== copy.contentAt(i))) return refuse(copy, 'the copy differs from its source');
  return copy;
}

/** The fastest product of matrices of this package or of TensorFlow.js, after all of them gave the same numbers. */
export async function checkedProduct(args: {
  readonly session: WebGpuSession;
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<BestMatmul> {
  const best = await bestMatmul({ ...args, peers: [] });
  if (!best.check.ok) return refuse(best, `two products of the same matrices differ by ${best.check.difference}`);
  return best;
}

function refuse(made: { dispose(): void }, reason: string): never {
  made.dispose();
  throw new DeviceError('self-check', reason);
}

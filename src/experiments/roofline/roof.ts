import { DeviceError, type WebGpuSession } from '@vla/kernels';
import { checkOf, copyContender, SAME_OUTPUT, tfjsMatmulContender, type Contender } from '@vla/kernels/bench';
import { seededRandom } from '@vla/kernels/random';

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

/** A product of two random n × n matrices, one row of which has been compared with float64. */
export async function checkedProduct(session: WebGpuSession, n: number, seed: number): Promise<Contender> {
  const random = seededRandom(seed);
  const draw = (): Float32Array => random.fillNormal(new Float32Array(n * n));
  const [x, y] = [draw(), draw()];
  const product = tfjsMatmulContender(session, { n, x, y });
  const expected = new Float32Array(n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += x[k]! * y[k * n + j]!;
    expected[j] = sum;
  }
  const { difference, ok } = checkOf((await product.output()).subarray(0, n), expected, SAME_OUTPUT);
  return ok ? product : refuse(product, `a product of ${n} × ${n} matrices is off by ${difference}`);
}

function refuse(contender: Contender, reason: string): never {
  contender.dispose();
  throw new DeviceError('self-check', reason);
}

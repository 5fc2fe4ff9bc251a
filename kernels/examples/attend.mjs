import { openSession, vla } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';

/** One forward pass on whatever this browser offers: its graphics device, or the processor. */
export async function attend() {
  const session = await openSession();
  const random = seededRandom(1);
  const shape = [1, 2, 64, 16]; // [B,H,T,D]: 1 sequence, 2 heads, 64 tokens, vectors of 16 numbers
  const normals = () => ({ shape, data: random.fillNormal(new Float32Array(2 * 64 * 16)) });
  // Keys have length 1: a memory that is corrected with longer ones may grow without bound.
  const units = () => ({
    shape,
    data: Float32Array.from(Array.from({ length: 128 }, () => [...random.unitVector(16)]).flat()),
  });
  const { output, ran } = await vla({ q: normals(), k: units(), v: normals(), u: units() }, { lambda0: 1, session });
  session.dispose();
  return `${ran.adapter.label}: output [${output.shape}], first number ${output.data[0]}`;
}

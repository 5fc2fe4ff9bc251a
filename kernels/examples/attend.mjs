import { openSession, vla } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';

/** One forward pass on whatever this browser offers: its graphics device, or the processor. */
export async function attend() {
  const session = await openSession();
  const random = seededRandom(1);
  const tensor = () => ({ shape: [1, 2, 64, 16], data: random.fillNormal(new Float32Array(2 * 64 * 16)) });
  const { output, ran } = await vla({ q: tensor(), k: tensor(), v: tensor(), u: tensor() }, { lambda0: 1, session });
  session.dispose();
  return `${ran.adapter.label}: output [${output.shape}], first number ${output.data[0]}`;
}

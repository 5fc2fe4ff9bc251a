// Variational linear attention in Node. `node node.mjs` computes on the processor; `node node.mjs any` on the GPU that
// the system offers, for which the npm package "webgpu" has to be installed beside this one.
import { openSession, vla } from '@vla/kernels';
import { openNodeSession } from '@vla/kernels/node';
import { seededRandom } from '@vla/kernels/random';

const [driver] = process.argv.slice(2);
const session = driver ? await openNodeSession({ driver }) : await openSession();

const random = seededRandom(1);
const tensor = () => ({ shape: [1, 2, 64, 16], data: random.fillNormal(new Float32Array(2 * 64 * 16)) });
const { output, ran } = await vla({ q: tensor(), k: tensor(), v: tensor(), u: tensor() }, { lambda0: 1, session });

console.log(`${ran.adapter.label}: output [${output.shape}], first number ${output.data[0]}`);
// Dawn keeps Node alive.
process.exit(0);

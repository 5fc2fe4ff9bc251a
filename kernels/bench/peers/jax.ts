import { defaultDevice, getWebGPUDevice, init, jit, lax, numpy as np } from '@jax-js/jax';
import type { Contender } from '../contender.ts';
import { vlaRecurrentFlops } from '../flops.ts';
import type { AttentionArrays } from '../inputs.ts';
import type { Peer } from '../peer.ts';

/** Steps of a chunk: the products are then large enough to outweigh their dispatches. */
const CHUNK = 64;

/**
 * VLA as one writes it with jax-js, on its own WebGPU device: the exact chunk form, one compiled function a chunk, called
 * for one chunk after another because the library has no scan.
 *
 * @throws Error where the library finds no WebGPU
 */
export async function jaxPeer(version: string): Promise<Peer> {
  const available = await init('webgpu');
  if (!available.includes('webgpu')) throw new Error('jax-js found no WebGPU');
  defaultDevice('webgpu');
  const label = `jax-js ${version}`;
  return { label, vla: async (inputs) => jaxContender(label, inputs) };
}

type State = { A: np.Array; S: np.Array };
type Rows = { q: np.Array; k: np.Array; v: np.Array; u: np.Array };

/**
 * One chunk of N heads, rows being steps: q, k, v, u are [N,C,D], A and S [N,D,D]. The formulas are those of the chunk
 * form in src/ops/vla/README.md, transposed. Three compiled functions, with Cholesky and the triangular solves called in
 * between: compiled together with them, the library fails ("input is not imm").
 */
function chunk({ A, S }: State, { q, k, v, u }: Rows): State & { output: np.Array } {
  const { UA, gram } = penalties(A.ref, u);
  const Y = solve(lax.linalg.cholesky(gram), UA);
  const { alpha, overlap, wrong } = writing(A.ref, Y.ref, k, v, S.ref);
  return reading(A, Y, S, q, alpha, solve(overlap, wrong));
}

const penalties = jit((A: np.Array, u: np.Array) => {
  const UA = np.matmul(u.ref, A);
  const gram = np.matmul(UA.ref, transposed(u.ref)).add(np.eye(u.shape[1]!));
  u.dispose();
  return { UA, gram };
});

const writing = jit((A: np.Array, Y: np.Array, k: np.Array, v: np.Array, S: np.Array) => {
  const W = np.triu(np.matmul(Y.ref, transposed(k.ref)));
  const AK = np.matmul(k.ref, A).sub(np.matmul(transposed(W), Y));
  const alpha = AK.ref.div(np.sqrt(np.square(AK).sum(2, { keepdims: true })));
  const overlap = np.tril(np.matmul(k.ref, transposed(alpha.ref)), -1).add(np.eye(k.shape[1]!));
  const wrong = v.sub(np.matmul(k, transposed(S)));
  return { alpha, overlap, wrong };
});

const reading = jit((A: np.Array, Y: np.Array, S: np.Array, q: np.Array, alpha: np.Array, E: np.Array) => {
  const answered = np.matmul(q.ref, transposed(S.ref));
  const output = answered.add(np.matmul(np.tril(np.matmul(q, transposed(alpha.ref))), E.ref));
  return { output, S: S.add(np.matmul(transposed(E), alpha)), A: A.sub(np.matmul(transposed(Y.ref), Y)) };
});

const solve = (lower: np.Array, right: np.Array): np.Array =>
  lax.linalg.triangularSolve(lower, right, { leftSide: true, lower: true });

const transposed = (x: np.Array): np.Array => np.matrixTranspose(x);

function jaxContender(label: string, inputs: AttentionArrays & { readonly lambda0: number }): Contender {
  const { B, H, T, D, lambda0 } = inputs;
  const N = B * H;
  const resident = chunksOf(inputs);
  const compute = (): np.Array[] => {
    let A = np.tile(
      np
        .eye(D)
        .mul(1 / lambda0)
        .reshape([1, D, D]),
      [N, 1, 1],
    );
    let S = np.zeros([N, D, D]);
    const outputs: np.Array[] = [];
    for (const { q, k, v, u } of resident) {
      const next = chunk({ A, S }, { q: q.ref, k: k.ref, v: v.ref, u: u.ref });
      outputs.push(next.output);
      A = next.A;
      S = next.S;
    }
    A.dispose();
    S.dispose();
    return outputs;
  };
  return {
    label: `VLA in chunks, ${label}`,
    form: null,
    flops: vlaRecurrentFlops({ B, H, T, D }),
    async start() {
      const outputs = compute();
      for (const output of outputs) (await output.blockUntilReady()).dispose();
    },
    settled: () =>
      getWebGPUDevice()
        .queue.onSubmittedWorkDone()
        .then(() => undefined),
    async output() {
      return (await np.concatenate(compute(), 1).data()) as Float32Array;
    },
    dispose() {
      for (const rows of resident) Object.values(rows).forEach((array) => array.dispose());
    },
  };
}

/** The inputs chunk by chunk, on the device, [B·H,C,D]. */
function chunksOf({ B, H, T, D, ...arrays }: AttentionArrays): Rows[] {
  if (T % CHUNK !== 0) throw new RangeError(`T was ${T}; whole chunks of ${CHUNK} are expected`);
  const part = (data: Float32Array, start: number): np.Array => {
    const rows = new Float32Array(B * H * CHUNK * D);
    for (let n = 0; n < B * H; n++) {
      rows.set(data.subarray((n * T + start) * D, (n * T + start + CHUNK) * D), n * CHUNK * D);
    }
    return np.array(rows).reshape([B * H, CHUNK, D]);
  };
  return Array.from({ length: T / CHUNK }, (_, index) => {
    const at = (data: Float32Array): np.Array => part(data, index * CHUNK);
    return { q: at(arrays.q), k: at(arrays.k), v: at(arrays.v), u: at(arrays.u) };
  });
}

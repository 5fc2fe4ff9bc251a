import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { seededRandom } from '../src/random.ts';
import { runOnTensors } from '../src/runtime/tensorJob.ts';
import type { KernelPlan, PassPlan } from '../src/runtime/plan.ts';
import type { WebGpuSession } from '../src/index.ts';
import { checkOutputs, sideOf } from './compare.ts';
import type { Contender } from './contender.ts';
import { matmulFlops } from './flops.ts';
import { laneProduct, SHARED_EDGE, sharedProduct, tileProduct } from './matmul.wgsl.ts';
import { timeAlone } from './pairs.ts';
import type { Peer } from './peer.ts';
import { medianOf } from './quantiles.ts';
import { tfjsMatmulContender } from './tfjsContenders.ts';
import type { OutputCheck, Side } from './types.ts';

export interface Matrices {
  readonly n: number;
  /** [n,n] */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export function randomMatrices(n: number, seed: number): Matrices {
  const random = seededRandom(seed);
  const matrix = (): Float32Array => random.fillNormal(new Float32Array(n * n));
  return { n, x: matrix(), y: matrix() };
}

/** Products of large matrices with our own kernels: the tile product on its own, in workgroups of several sizes. */
function ownMatmuls(session: WebGpuSession, matrices: Matrices): Contender[] {
  const { n } = matrices;
  const pass = { label: 'product', flops: matmulFlops(n) };
  const tiles = [
    [1, 8],
    [8, 1],
    [8, 8],
  ].map(([columns, rows]) =>
    planContender(session, matrices, {
      name: `our tile product, workgroups of ${columns}×${rows}`,
      pass: tileProduct({ columns: columns!, rows: rows! }).pass({
        ...pass,
        settings: { n },
        workgroups: [Math.ceil(n / 8 / columns!), Math.ceil(n / 8 / rows!), 1],
      }),
      workgroupSize: columns! * rows!,
      workgroupBytes: 0,
    }),
  );
  const inLanes = session.subgroupSize ? laneMatmuls(session, matrices, session.subgroupSize) : [];
  if (n % SHARED_EDGE !== 0) return [...tiles, ...inLanes];
  const shared = planContender(session, matrices, {
    name: 'our product through workgroup memory',
    pass: sharedProduct().pass({
      ...pass,
      settings: { n, depth: 16 },
      workgroups: [n / SHARED_EDGE, n / SHARED_EDGE, 1],
    }),
    workgroupSize: 256,
    workgroupBytes: 8192,
  });
  return [...tiles, ...inLanes, shared];
}

/** Tiles of a subgroup that were among the fastest on some software device: rows, and columns in each lane. */
const LANE_TILES = [
  [8, 4],
  [16, 4],
  [16, 8],
] as const;

function laneMatmuls(session: WebGpuSession, matrices: Matrices, lanes: number): Contender[] {
  const { n } = matrices;
  const whole = LANE_TILES.filter(([rows, columns]) => n % rows === 0 && n % (lanes * columns) === 0);
  return whole.map(([rows, columns]) =>
    planContender(session, matrices, {
      name: `our product in subgroups of ${lanes}, ${rows}×${columns * lanes} each`,
      pass: laneProduct({ lanes, rows, columns }).pass({
        label: 'product',
        flops: matmulFlops(n),
        settings: { n },
        workgroups: [n / (lanes * columns), n / rows, 1],
      }),
      workgroupSize: lanes,
      workgroupBytes: 0,
    }),
  );
}

function planContender(
  session: WebGpuSession,
  { n, x, y }: Matrices,
  kernel: {
    readonly name: string;
    readonly pass: PassPlan;
    readonly workgroupSize: number;
    readonly workgroupBytes: number;
  },
): Contender {
  const { name, pass, workgroupSize, workgroupBytes } = kernel;
  const words = n * n;
  const plan: KernelPlan = {
    name,
    buffers: [
      { name: 'x', role: 'input', words },
      { name: 'y', role: 'input', words },
      { name: 'product', role: 'output', words },
    ],
    passes: [pass],
    workgroupBytes,
    workgroupSize,
  };
  // The first factor is stored transposed, once; a product that is timed reads both along rows.
  const left = tf.tidy(() => tf.transpose(tf.tensor2d(x, [n, n])));
  const right = tf.tensor2d(y, [n, n]);
  const compute = (): tf.Tensor => {
    const backend = tf.backend() as unknown as WebGPUBackend;
    const { results } = runOnTensors(
      backend,
      { plan, states: {}, shapes: { product: [n, n] } },
      { x: left, y: right },
      null,
    );
    return tf.engine().makeTensorFromTensorInfo(results['product']!);
  };
  return {
    label: name,
    form: null,
    flops: matmulFlops(n),
    start: () => compute().dispose(),
    settled: () => session.settled(),
    async output() {
      const product = compute();
      const data = (await product.data()) as Float32Array;
      product.dispose();
      return data;
    },
    dispose: () => tf.dispose([left, right]),
  };
}

export interface BestMatmul {
  readonly contender: Contender;
  readonly n: number;
  /** All that were tried, fastest rate first. */
  readonly tried: readonly (Side & { readonly n: number })[];
  /** The largest difference between two of them. */
  readonly check: OutputCheck;
  dispose(): void;
}

/**
 * The product of float32 matrices with the highest rate on this device: of our own kernels, tfjs's and the peers', at
 * several sizes. Those whose output is another than tfjs's are found by the check.
 */
export async function bestMatmul(args: {
  readonly session: WebGpuSession;
  readonly peers: readonly Peer[];
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}): Promise<BestMatmul> {
  const { session, peers, sizes, seed, signal } = args;
  const contenders: { n: number; contender: Contender; side: Side }[] = [];
  let worst: OutputCheck = { difference: 0, allowed: ALLOWED, ok: true };
  for (const n of sizes) {
    const matrices = randomMatrices(n, seed);
    const reference = tfjsMatmulContender(session, matrices);
    const others = [...ownMatmuls(session, matrices)];
    for (const { matmul } of peers) if (matmul) others.push(await matmul(matrices));
    for (const contender of [reference, ...others]) {
      const check = await checkOutputs(reference, contender, ALLOWED);
      if (!(check.difference <= worst.difference)) worst = check;
      const milliseconds = medianOf(await timeAlone(contender, { pairs: 3, signal }));
      contenders.push({ n, contender, side: sideOf(contender, milliseconds) });
    }
  }
  contenders.sort((a, b) => b.side.gigaflopsPerSecond! - a.side.gigaflopsPerSecond!);
  const [best, ...rest] = contenders;
  for (const { contender } of rest) contender.dispose();
  return {
    contender: best!.contender,
    n: best!.n,
    tried: contenders.map(({ n, side }) => ({ ...side, n })),
    check: worst,
    dispose: () => best!.contender.dispose(),
  };
}

/** Sums of some hundred products in float32, in another order. */
const ALLOWED = 1e-5;

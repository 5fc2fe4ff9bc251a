/** What runs in the browser: the suites, and the other libraries, as `bench.run` and `bench.cancel`. */
import { openSession } from '@vla/kernels';
import type { WebGpuSession } from '@vla/kernels';
import type { BenchProgress, SuiteName, SuiteResult } from '@vla/kernels/bench';
import { loadPeers, runWithPeers } from '../../kernels/bench/peers/load.ts';
import type { LoadedPeers } from '../../kernels/bench/peers/load.ts';

interface Order {
  readonly suite: SuiteName;
  readonly pairs: number;
  /** Version of jax-js. */
  readonly jax: string;
  /** Where onnxruntime-web finds its WebAssembly. */
  readonly wasmPaths: string;
  /** Name of a global function that takes the progress. */
  readonly progress: string;
}

interface Opened {
  readonly session: WebGpuSession;
  readonly peers: LoadedPeers;
}

let opening: Promise<Opened> | null = null;
let current = new AbortController();

async function open({ jax, wasmPaths }: Order): Promise<Opened> {
  const session = (await openSession({ backend: 'webgpu', forTensors: true })) as WebGpuSession;
  return { session, peers: await loadPeers({ jaxVersion: jax, wasmPaths }) };
}

async function run(order: Order): Promise<SuiteResult> {
  const { session, peers } = await (opening ??= open(order));
  current = new AbortController();
  const report = (globalThis as Record<string, unknown>)[order.progress] as (progress: BenchProgress) => void;
  const args = { session, place: 'browser', pairs: order.pairs, signal: current.signal, onProgress: report } as const;
  return runWithPeers(order.suite, args, peers);
}

Object.assign(globalThis, { bench: { run, cancel: () => current.abort(new Error('interrupted')) } });

/** What runs in the browser: the suites, and the other libraries, as `bench.start`, `bench.look` and `bench.cancel`. */
import { openSession } from '@vla/kernels';
import type { WebGpuSession } from '@vla/kernels';
import type { BenchProgress, DeviceSuiteName, ProcessorSuiteName, SuiteResult } from '@vla/kernels/bench';
import { loadPeers, runWithPeers } from '../../kernels/bench/peers/load.ts';
import type { LoadedPeers } from '../../kernels/bench/peers/load.ts';
import { messageOf } from '../../src/lib/messageOf.ts';

export interface Order {
  readonly suite: DeviceSuiteName | ProcessorSuiteName;
  readonly pairs: number;
  /** Version of jax-js. */
  readonly jax: string;
  /** See the suite "processor". */
  readonly authorsMilliseconds?: number;
}

/** How far a run is. */
export interface Look {
  readonly progress: BenchProgress | null;
  readonly result?: SuiteResult;
  readonly problem?: string;
}

interface Opened {
  readonly session: WebGpuSession;
  readonly peers: LoadedPeers;
}

let opening: Promise<Opened> | null = null;
let current = new AbortController();
let seen: Look = { progress: null };

const see = (progress: BenchProgress): void => void (seen = { progress });

async function open(jaxVersion: string): Promise<Opened> {
  const session = (await openSession({ backend: 'webgpu', forTensors: true })) as WebGpuSession;
  const wasmPaths = new URL('/ort/', location.href).href;
  return { session, peers: await loadPeers({ jaxVersion, wasmPaths }) };
}

async function run({ suite, pairs, jax, authorsMilliseconds }: Order): Promise<SuiteResult> {
  if (suite === 'processor' || suite === 'training') {
    // Without WebGPU, too.
    const { processorSuites } = await import('./processorPage.ts');
    current = new AbortController();
    const signal = current.signal;
    return processorSuites[suite]({ place: 'browser', pairs, signal, onProgress: see, authorsMilliseconds });
  }
  const { session, peers } = await (opening ??= open(jax));
  current = new AbortController();
  return runWithPeers(suite, { session, place: 'browser', pairs, signal: current.signal, onProgress: see }, peers);
}

/** Begins a suite. Who started it looks now and then: a call that lasts as long as the suite would keep others waiting. */
function start(order: Order): void {
  seen = { progress: null };
  run(order).then(
    (result) => (seen = { ...seen, result }),
    (error: unknown) => (seen = { ...seen, problem: messageOf(error) }),
  );
}

const bench = { start, look: () => seen, cancel: () => current.abort(new Error('interrupted')) };
Object.assign(globalThis, { bench });

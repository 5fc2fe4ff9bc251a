import { experiments } from '../../experiments/registry.ts';
import type { Progress } from '../../lib/experiment.ts';
import { runBench } from '../Benchmark/runBench.ts';
import { checkDevice } from '../DeviceCheck/checkDevice.ts';
import { failureOf, NeedsWebGpuError } from './failure.ts';
import { watchPlace } from './place.ts';
import type { FromWorker, Request, ToWorker } from './protocol.ts';
import { raiseRejections } from './rejections.ts';
import { sessionFor, type OpenedSession } from './session.ts';

const CHOOSE = 'Choose the graphics device under Settings, or read what was recorded.';

const post = (message: FromWorker): void => self.postMessage(message);

let current: { readonly job: number; readonly controller: AbortController } | null = null;

async function compute(
  request: Request,
  { session, reason }: OpenedSession,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<unknown> {
  if (request.kind === 'device-check') return checkDevice({ session, signal, onProgress });
  if (request.kind === 'benchmark') {
    const { parts: chosen, thoroughness } = request;
    return runBench({ session, reason, chosen, thoroughness, signal, onProgress });
  }
  const experiment = experiments[request.id];
  if (!experiment) throw new Error(`There is no experiment "${request.id}".`);
  if (experiment.definition.needsWebGpu && session.backend !== 'webgpu') {
    throw request.backend === 'cpu' ? new NeedsWebGpuError(reason, CHOOSE) : new NeedsWebGpuError(reason);
  }
  const run = await experiment.loadCompute();
  return run({ config: request.config, seed: request.seed, runtime: session, signal, onProgress });
}

async function run(job: number, request: Request): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  current = { job, controller };
  const onProgress = (progress: Progress): void => post({ type: 'progress', job, progress });
  let watch: ReturnType<typeof watchPlace> | null = null;
  try {
    onProgress({ fraction: 0, message: request.backend === 'cpu' ? 'Starting' : 'Opening the graphics device' });
    const opened = await sessionFor(request.backend);
    watch = watchPlace(opened);
    const started = performance.now();
    const data = await compute(request, opened, signal, onProgress);
    signal.throwIfAborted();
    const ran = { ...watch.place(), milliseconds: performance.now() - started };
    post({ type: 'done', job, outcome: { data, ran } });
  } catch (error) {
    if (signal.aborted) post({ type: 'cancelled', job });
    else post({ type: 'error', job, failure: failureOf(error) });
  } finally {
    watch?.end();
    current = null;
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'run') void run(data.job, data.request);
  else if (current?.job === data.job) current.controller.abort();
});

raiseRejections();
post({ type: 'ready' });

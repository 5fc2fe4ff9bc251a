import { openSession } from '@vla/kernels';
import { failureOf, NeedsWebGpuError } from '../../widgets/worker/failure.ts';
import type { FromKernelWorker, ToKernelWorker } from './protocol.ts';
import { tryKernel } from './tryKernel.ts';

const ELSEWHERE = 'Open the page in a browser that has WebGPU. The text can be read and edited in any.';

/** One run, on a device that only this worker has; the page ends the worker afterwards. */
self.addEventListener('message', async ({ data }: MessageEvent<ToKernelWorker>) => {
  const answer = (message: FromKernelWorker): void => self.postMessage(message);
  try {
    const session = await openSession();
    if (session.backend !== 'webgpu') throw new NeedsWebGpuError(session.reason, ELSEWHERE);
    answer(await tryKernel(session, data));
  } catch (error) {
    answer({ type: 'failed', messages: [], failure: failureOf(error) });
  }
});

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SuiteResult } from '@vla/kernels/bench';
import type { BrowserName } from '../browsers/browser.ts';
import { openBundle } from '../browsers/bundle.ts';
import { jaxVersion } from './nodePeers.ts';
import type { Look, Order } from './page.ts';
import { watch } from './progress.ts';

const require = createRequire(import.meta.url);

export type BrowserBench = (suite: Order['suite'], pairs: number, signal: AbortSignal) => Promise<SuiteResult>;

/** Milliseconds from one look at a run to the next: seldom enough to take nothing from it. */
const LOOK = 500;

/** Opens a browser without a window on a page with the suites in it. The browser ends with the process. */
export async function openBrowserBench(name: BrowserName, authorsMilliseconds?: number): Promise<BrowserBench> {
  // The page, its script, and the WebAssembly of onnxruntime-web and of TensorFlow.js.
  const folders = {
    '/ort': dirname(require.resolve('onnxruntime-web')),
    '/tfjs': join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist'),
  };
  const browser = await openBundle(name, {
    entry: new URL('page.ts', import.meta.url),
    webgpu: name !== 'webkit',
    folders,
  });
  return async (suite, pairs, signal) => {
    const { onProgress, end } = watch(suite);
    const cancel = (): void => void browser.evaluate('bench.cancel()');
    signal.addEventListener('abort', cancel, { once: true });
    const order: Order = { suite, pairs, jax: jaxVersion(), ...(authorsMilliseconds && { authorsMilliseconds }) };
    try {
      await browser.evaluate(`bench.start(${JSON.stringify(order)})`);
      for (;;) {
        await new Promise((rest) => setTimeout(rest, LOOK));
        const { progress, result, problem } = (await browser.evaluate('bench.look()')) as Look;
        for (const note of browser.noted()) console.error(`page: ${note}`);
        if (progress) onProgress(progress);
        if (result) return result;
        if (problem !== undefined) throw new Error(problem);
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      end();
    }
  };
}

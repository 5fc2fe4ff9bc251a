import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { openSession } from '@vla/kernels';
import type { Backend, Form } from '@vla/kernels';
import { runConformance } from '@vla/kernels/conformance';
import type { ConformanceRun, GoldenCase, SourceRun } from '@vla/kernels/conformance';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import type { BrowserName } from '../browsers/browser.ts';
import { openBundle } from '../browsers/bundle.ts';
import type { ConformancePage } from './page.ts';
import { runSource } from './source.ts';

/** A golden file, as its text and as what it says. */
export interface GoldenFile {
  readonly text: string;
  readonly golden: GoldenCase;
}

/** A backend that golden files are run on, in this process or in a browser. */
export interface Place {
  readonly backend: Backend;
  /** What it computes on. */
  readonly label: string;
  run(file: GoldenFile, form: Form): Promise<ConformanceRun>;
  /** A file of one of the source's classes, and its weights. */
  runLayer(text: string, weights: Uint8Array): Promise<SourceRun>;
}

/** Opens backends somewhere; one that is missing there is an error. */
export interface Opener {
  open(backend: Backend): Promise<Place>;
  close(): Promise<void>;
}

export function inNode(driver: NodeDriver): Opener {
  const opened: { dispose(): void }[] = [];
  return {
    async open(backend) {
      const session = backend === 'webgpu' ? await openNodeSession({ driver }) : await openSession({ backend });
      opened.push(session);
      return {
        backend,
        label: session.adapter.label,
        run: ({ golden }, form) => runConformance(golden, session, form),
        runLayer: (text, weights) => runSource(text, weights, backend),
      };
    },
    close: async () => opened.forEach((session) => session.dispose()),
  };
}

/** A long file in one form, on a software driver with other things to do. */
const LIMIT = { seconds: 600 };

/** The same code in a page: in Firefox WebGPU is wgpu with Naga, in Chromium Dawn with Tint. */
export async function inBrowser(name: BrowserName): Promise<Opener> {
  const browser = await openBundle(name, {
    entry: new URL('page.ts', import.meta.url),
    webgpu: name !== 'webkit',
    folders: { '/tfjs-wasm': dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) },
  });
  const call = (method: keyof ConformancePage, ...args: readonly unknown[]): Promise<unknown> =>
    browser.evaluate(`conformance.${method}(...${JSON.stringify(args)})`, LIMIT);
  return {
    async open(backend) {
      const label = (await call('open', backend)) as string;
      return {
        backend,
        label,
        run: async ({ text }, form) => (await call('run', backend, text, form)) as ConformanceRun,
        runLayer: async (text, weights) =>
          (await call('runLayer', backend, text, Buffer.from(weights).toString('base64'))) as SourceRun,
      };
    },
    close: () => browser.close(),
  };
}

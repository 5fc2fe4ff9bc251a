import { openSession } from '@vla/kernels';
import type { Backend, Form } from '@vla/kernels';
import { runConformance } from '@vla/kernels/conformance';
import type { ConformanceRun, GoldenCase } from '@vla/kernels/conformance';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import type { BrowserName } from '../browsers/browser.ts';
import { openBundle } from '../browsers/bundle.ts';

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
      };
    },
    close: async () => opened.forEach((session) => session.dispose()),
  };
}

/** A long file in one form, on a software driver with other things to do. */
const LIMIT = { seconds: 600 };

/** The same code in a page: in Firefox WebGPU is wgpu with Naga, in Chromium Dawn with Tint. */
export async function inBrowser(name: BrowserName): Promise<Opener> {
  const browser = await openBundle(name, { entry: new URL('page.ts', import.meta.url), webgpu: name !== 'webkit' });
  const call = (method: 'open' | 'run', ...args: readonly unknown[]): Promise<unknown> =>
    browser.evaluate(`conformance.${method}(...${JSON.stringify(args)})`, LIMIT);
  return {
    async open(backend) {
      const label = (await call('open', backend)) as string;
      return {
        backend,
        label,
        run: async ({ text }, form) => (await call('run', backend, text, form)) as ConformanceRun,
      };
    },
    close: () => browser.close(),
  };
}

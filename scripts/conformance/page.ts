/** What runs in a browser: golden files on sessions of its own, as `conformance.open` and `conformance.run`. */
import { openSession } from '@vla/kernels';
import type { Backend, Form, Session } from '@vla/kernels';
import { parseGolden, runConformance } from '@vla/kernels/conformance';
import type { ConformanceRun } from '@vla/kernels/conformance';

const sessions = new Map<Backend, Session>();

/** Opens a backend and answers what it computes on. */
async function open(backend: Backend): Promise<string> {
  const session = await openSession({ backend });
  sessions.set(backend, session);
  return session.adapter.label;
}

const run = (backend: Backend, file: string, form: Form): Promise<ConformanceRun> =>
  runConformance(parseGolden(file), sessions.get(backend)!, form);

const page = { open, run };
export type ConformancePage = typeof page;
Object.assign(globalThis, { conformance: page });

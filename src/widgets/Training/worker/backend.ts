import { startBackend } from '../../../lib/training/backend.ts';
import type { BackendChoice, Ran } from '../../worker/protocol.ts';
import { sessionFor } from '../../worker/session.ts';

/** Makes the chosen backend, or the CPU where there is no WebGPU, the one that tfjs computes on, and says which it is. */
export async function openBackend(choice: BackendChoice): Promise<Omit<Ran, 'milliseconds'>> {
  const { session, note } = await sessionFor(choice);
  const { backend, adapter } = session;
  await startBackend(backend);
  return { backend, adapter: adapter.label, software: adapter.software, note };
}

import { trainOn } from '../../../lib/training/backend.ts';
import type { BackendChoice } from '../../worker/protocol.ts';
import { sessionFor, type OpenedSession } from '../../worker/session.ts';

/** Makes the chosen backend, or the CPU where there is no WebGPU, the one that tfjs computes on. */
export async function openBackend(choice: BackendChoice): Promise<OpenedSession> {
  const opened = await sessionFor(choice);
  await trainOn(opened.session);
  return opened;
}

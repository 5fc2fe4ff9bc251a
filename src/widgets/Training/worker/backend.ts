import { trainOn } from '../../../lib/training/backend.ts';
import type { BackendChoice } from '../../worker/protocol.ts';
import { sessionFor, type OpenedSession } from '../../worker/session.ts';

/** Makes the chosen backend, or the CPU where there is no WebGPU, the one that tfjs computes on. */
export async function openBackend(choice: BackendChoice): Promise<OpenedSession> {
  const session = await sessionFor(choice);
  await trainOn(session.session);
  return (opened = session);
}

let opened: OpenedSession | null = null;

/** The one that was made active last; null before the first. */
export const openedBackend = (): OpenedSession | null => opened;

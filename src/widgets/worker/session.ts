import { lastingSession, openSession, type Session } from '@vla/kernels';
import type { BackendChoice } from './protocol.ts';

export interface OpenedSession {
  readonly session: Session;
  /** Why a backend other than the wished one was opened, else null. */
  readonly note: string | null;
  /** Why there is no graphics device, as a part of a sentence that leaves open what runs instead; null where there is one. */
  readonly reason: string | null;
}

const bestSession = lastingSession({ forTensors: true });

/** The worker's session for a backend. That of the graphics device is kept, and opened anew after the device was lost. */
export async function sessionFor(choice: BackendChoice): Promise<OpenedSession> {
  const session = choice === 'auto' ? await bestSession() : await openSession({ backend: choice });
  const { note } = session;
  if (session.backend === 'webgpu') return { session, note, reason: null };
  return { session, note, reason: session.reason ?? 'the CPU was chosen under Settings' };
}

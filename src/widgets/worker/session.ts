import { lastingSession, openSession, type Session } from '@vla/kernels';
import { messageOf } from '../../lib/messageOf.ts';
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
  if (choice === 'cpu') return { ...(await onProcessor()), reason: 'the CPU was chosen under Settings' };
  const session = await bestSession();
  return { session, note: session.note, reason: session.backend === 'webgpu' ? null : session.reason };
}

/** The processor in WebAssembly, or in JavaScript where that can't be had. */
async function onProcessor(): Promise<Omit<OpenedSession, 'reason'>> {
  try {
    return { session: await openSession({ backend: 'wasm' }), note: null };
  } catch (error) {
    const note = `It computes in JavaScript: ${messageOf(error)}.`;
    return { session: await openSession({ backend: 'cpu' }), note };
  }
}

import { openSession, type Session } from '@vla/kernels';
import type { BackendChoice } from './protocol.ts';

/** After this many lost devices, "auto" stays on the CPU: a device that keeps vanishing is not asked again. */
const lossesBeforeCpu = 2;

export interface OpenedSession {
  readonly session: Session;
  /** Why a backend other than the wished one was opened, else null. */
  readonly note: string | null;
  /** Why there is no graphics device, as a part of a sentence that leaves open what runs instead; null where there is one. */
  readonly reason: string | null;
}

const opened = new Map<BackendChoice, OpenedSession>();
let losses = 0;

/** The worker's session for a backend: opened on first use, kept, and opened anew after its device was lost. */
export async function sessionFor(choice: BackendChoice): Promise<OpenedSession> {
  const known = opened.get(choice);
  if (known && !(known.session.backend === 'webgpu' && known.session.isLost)) return known;
  if (known) {
    known.session.dispose();
    losses += 1;
  }
  const gaveUp = choice === 'auto' && losses >= lossesBeforeCpu;
  const session = await openSession({ backend: gaveUp ? 'cpu' : choice, forTensors: true });
  const lost = gaveUp ? `the graphics device was lost ${losses} times` : null;
  const note = lost ? `It runs on the CPU: ${lost}.` : session.note;
  const without = lost ?? (session.backend === 'webgpu' ? null : session.reason);
  const reason = without ?? (choice === 'cpu' ? 'the CPU was chosen under Settings' : null);
  const entry = { session, note, reason };
  opened.set(choice, entry);
  return entry;
}

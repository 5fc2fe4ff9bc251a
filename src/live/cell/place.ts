import type { Session } from '@vla/kernels';
import type { ModuleNamespace } from './modules.ts';

const openers = new Set(['openSession', 'sharedSession']);

/** The module, which gives `onSession` every session that the cell opens through it. */
export function watchSessions(module: ModuleNamespace, onSession: (session: Session) => void): ModuleNamespace {
  return Object.fromEntries(
    Object.entries(module).map(([name, member]) => {
      if (!openers.has(name)) return [name, member];
      const open = member as (...args: unknown[]) => Promise<Session>;
      const watched = async (...args: unknown[]): Promise<Session> => {
        const session = await open(...args);
        onSession(session);
        return session;
      };
      return [name, watched];
    }),
  );
}

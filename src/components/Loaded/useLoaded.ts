import { useEffect, useState } from 'react';
import type { NoticeProps } from '../Notice/index.tsx';
import { loadingFault } from './loadingFault.ts';

export interface LoadedPart<Part> {
  /** Null until it has come. */
  readonly part: Part | null;
  /** Why it has not come and what to do, else null. */
  readonly fault: Omit<NoticeProps, 'what'> | null;
}

/**
 * Fetches a part of the page's program once it is wanted. After a failure its reader may try again. `load` must be the
 * same function on every render.
 */
export function useLoaded<Part>(load: () => Promise<{ readonly default: Part }>, wanted = true): LoadedPart<Part> {
  const [loaded, setLoaded] = useState<{ readonly part: Part } | null>(null);
  const [fault, setFault] = useState<{ readonly error: unknown } | null>(null);
  useEffect(() => {
    if (!wanted || loaded || fault) return;
    let gone = false;
    load().then(
      (module) => gone || setLoaded({ part: module.default }),
      (error: unknown) => gone || setFault({ error }),
    );
    return () => {
      gone = true;
    };
  }, [load, wanted, loaded, fault]);
  const action = { label: 'Try again', run: () => setFault(null) };
  return { part: loaded?.part ?? null, fault: fault && { ...loadingFault(fault.error), action } };
}

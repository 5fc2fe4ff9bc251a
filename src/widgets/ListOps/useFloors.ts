import { useEffect, useState } from 'react';
import type { Rung } from './controls.ts';
import { levelsOf, measureFloors, type MeasuredFloors } from './floors.ts';

/** The floors of a rung, of which more is known the longer the page is open; null at the beginning. */
export function useFloors(rung: Rung, asked: 'root' | 'brackets', wanted = true): MeasuredFloors | null {
  const [floors, setFloors] = useState<{ readonly rung: Rung; readonly measured: MeasuredFloors } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const controller = new AbortController();
    const { signal } = controller;
    // Of brackets at any depth, who knows some levels of each is no rule that anybody follows.
    const levels = asked === 'root' ? levelsOf(rung) : 0;
    void measureFloors({ rung, asked, levels }, { signal, onFloors: (measured) => setFloors({ rung, measured }) });
    return () => controller.abort();
  }, [rung, asked, wanted]);
  return floors?.rung === rung ? floors.measured : null;
}

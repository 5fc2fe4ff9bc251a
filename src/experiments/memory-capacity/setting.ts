import { headSizeControl, lambda0Control, seedsControl } from '../../lib/controls.ts';
import type { Control } from '../../lib/experiment.ts';

/** What the experiments set that store pairs in untrained memories. */
export interface StoredPairs {
  readonly seeds: number;
  readonly headSize: number;
  /** Largest number of pairs. */
  readonly mostPairs: number;
  readonly lambda0: number;
}

/** A control for each, up to so many pairs. */
export const storedPairsControls = (most: number): Control<StoredPairs>[] => [
  seedsControl(50),
  headSizeControl(),
  { key: 'mostPairs', label: 'Most pairs N', kind: 'integer', min: 32, max: most },
  lambda0Control,
];

import type { Control } from '../../lib/experiment.ts';
import { contestControls } from '../../lib/training/config.ts';
import type { StagedConfig } from './contest.ts';

/** Learning rates that every mixer tries. Here, since definitions are part of every page, which loads no kernels for them. */
export const rates: readonly number[] = [0.001, 0.004];

/** What can be chosen of a staged contest. */
export const stagedControls = contestControls(rates) as unknown as readonly Control<StagedConfig>[];

import type { Control } from '../../lib/experiment.ts';
import { contestControls } from '../../lib/training/config.ts';
import type { StagedConfig } from './contest.ts';
import { rates } from './contest.ts';

/** What can be chosen of a staged contest. */
export const stagedControls = contestControls(rates) as unknown as readonly Control<StagedConfig>[];

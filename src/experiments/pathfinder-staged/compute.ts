import type { PathfinderPreset } from '@vla/kernels/tasks';
import { pathfinderPresets } from '@vla/kernels/tasks';
import { pause } from '../../lib/compute/pause.ts';
import { portion } from '../../lib/compute/stage.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { StagedRecipe } from '../arena-stages/contest.ts';
import type { StagedConfig } from '../arena-stages/controls.ts';
import { stagedContest } from '../arena-stages/contest.ts';
import type { StagedData, Stage } from '../arena-stages/data.ts';
import { rulesOn } from './floors.ts';
import { stages, taskOf } from './stages.ts';

export interface Config extends StagedConfig {
  /** How many of the stages, from the first on. */
  readonly stages: number;
  /** Pictures that the rules are fitted on. */
  readonly fitted: number;
}

/** The arena's tiny model. */
const recipe: Omit<StagedRecipe, 'stages'> = {
  model: { layers: 2, heads: 2, positions: 'learned', modelDim: 32, feedForwardDim: 64 },
  batchSize: 32,
};

/** Trains each mixer on short paths first, and looks after each stage at how many runs left the floor. */
export const compute: Compute<Config, StagedData> = async (args) => {
  const { config, seed, signal, onProgress } = args;
  const asked: Stage[] = [];
  const wanted = stages.slice(0, config.stages);
  for (const { key, preset } of wanted) {
    onProgress({ fraction: 0, message: `rules, ${titleOf(preset)}` });
    await pause(signal);
    const rules = rulesOn(preset, { seed, count: config.tested, learned: config.fitted });
    asked.push({ key, title: titleOf(preset), sequences: config.tested, rules });
  }
  const entrants = await stagedContest(
    { ...recipe, stages: wanted.map(({ preset }) => taskOf(preset)) },
    { ...args, onProgress: portion(onProgress, 0.02, 1) },
  );
  return { stages: asked, entrants };
};

function titleOf(preset: PathfinderPreset): string {
  const { dashes, gap } = pathfinderPresets[preset];
  return `${dashes} dashes, ${gap === 0 ? 'no gap' : `gap ${gap}`}`;
}

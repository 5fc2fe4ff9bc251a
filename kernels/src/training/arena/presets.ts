import { imageArena } from './image.ts';
import { listOpsArena } from './listops.ts';
import { pathfinderArena } from './pathfinder.ts';
import { pathXArena } from './pathx.ts';
import { retrievalArena, sameFilmArena } from './retrieval.ts';
import { textArena } from './text.ts';
import type { ArenaPresets } from './types.ts';

/** Every task's presets, by the name that a command line has for it. */
export const arenaPresets = {
  listops: listOpsArena,
  pathfinder: pathfinderArena,
  pathx: pathXArena,
  text: textArena,
  retrieval: retrievalArena,
  'same-film': sameFilmArena,
  image: imageArena,
} as const satisfies Readonly<Record<string, ArenaPresets>>;

export type ArenaTask = keyof typeof arenaPresets;

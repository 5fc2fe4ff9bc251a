import type { PathfinderPreset } from '@vla/kernels/tasks';

/** The stages, easiest first: all 20 pixels wide, and with pairs of ends that look alike, so that the ends alone say little. */
export const stages = [
  { key: 'Short', preset: '20-stage-1' },
  { key: 'Middle', preset: '20-stage-2' },
  { key: 'Whole', preset: '20' },
] as const satisfies readonly { readonly key: string; readonly preset: PathfinderPreset }[];

export const taskOf = (preset: PathfinderPreset) => ({
  name: 'pathfinder',
  settings: { preset, cue: 'matched' as const },
});

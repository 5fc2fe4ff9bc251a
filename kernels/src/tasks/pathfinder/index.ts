export { drawPathfinder } from './draw.ts';
export type { PathfinderPicture } from './draw.ts';
export { distanceRule, pathfinderFloors, tipsRule } from './floors.ts';
export type { MarkedEnds, PathfinderFloors, PathfinderRule } from './floors.ts';
export type { Cue } from './layout.ts';
export { paint as paintPathfinder } from './picture.ts';
export { pathfinderPresets } from './presets.ts';
export type { PathfinderPreset } from './presets.ts';
export { publishedParameters } from './published/parameters.ts';
export type { PublishedParameters } from './published/parameters.ts';
export type { Dash, Place } from './segments.ts';
export { pathfinderSettings } from './settings.ts';
export type {
  PathfinderSettings,
  PublishedPreset,
  ResolvedPathfinder,
  ResolvedPublished,
  ResolvedSegments,
} from './settings.ts';
export { pathfinder, pathfinderTokens } from './task.ts';
export type { Tip, TipPair } from './tips.ts';
export { tracePathfinder } from './trace.ts';
export type { TracedPicture } from './traced.ts';

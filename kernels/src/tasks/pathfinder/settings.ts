import { ArgumentError } from '../../errors.ts';
import { checkKeys, choiceOption, numberOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Cue, LayoutSettings } from './layout.ts';
import { pathfinderPresets } from './presets.ts';
import type { PathfinderPreset } from './presets.ts';
import { publishedParameters } from './published/parameters.ts';

/** Pictures that are drawn as those of the Long Range Arena were; "lra-128" is Path-X. */
export type PublishedPreset = keyof typeof publishedParameters;

export interface PathfinderSettings extends Partial<LayoutSettings> {
  /** Where what is not given comes from. Default "20". Of a published one only `dashes` (default 14) and `cue` can be chosen. */
  readonly preset?: PathfinderPreset | PublishedPreset;
  /**
   * Which ends are marked. "as published" (default) marks the first end of one contour, and the last end of the same or of the other: near ends
   * are likely to be of one contour, and ends that point at each other too. "matched", which is ours, takes that away.
   */
  readonly cue?: Cue;
}

/** Settings of pictures of ours. */
export interface ResolvedSegments extends LayoutSettings {
  readonly preset?: undefined;
  readonly cue: Cue;
}

/** Settings of pictures that are drawn as the published ones. */
export interface ResolvedPublished {
  readonly preset: PublishedPreset;
  readonly size: number;
  readonly dashes: number;
  readonly cue: Cue;
}

export type ResolvedPathfinder = ResolvedSegments | ResolvedPublished;

/** The settings with everything filled in. */
export function pathfinderSettings(
  settings?: PathfinderSettings & { readonly preset?: PathfinderPreset },
): ResolvedSegments;
export function pathfinderSettings(settings?: PathfinderSettings): ResolvedPathfinder;
export function pathfinderSettings(settings: PathfinderSettings = {}): ResolvedPathfinder {
  const names = ['preset', 'size', 'dashes', 'gap', 'turn', 'distractors', 'distractorDashes', 'cue'];
  checkKeys('pathfinder', settings, names);
  const ours = Object.keys(pathfinderPresets) as PathfinderPreset[];
  const published = Object.keys(publishedParameters) as PublishedPreset[];
  const choices = [...ours, ...published];
  const preset = choiceOption({ name: 'preset', value: settings.preset, fallback: '20', choices });
  const cue = choiceOption({
    name: 'cue',
    value: settings.cue,
    fallback: 'as published',
    choices: ['as published', 'matched'] as const,
  });
  return isPublished(preset)
    ? publishedSettings(preset, settings, cue)
    : { ...segmentSettings(pathfinderPresets[preset], settings), cue };
}

function isPublished(preset: PathfinderPreset | PublishedPreset): preset is PublishedPreset {
  return Object.hasOwn(publishedParameters, preset);
}

function publishedSettings(preset: PublishedPreset, settings: PathfinderSettings, cue: Cue): ResolvedPublished {
  const { size } = publishedParameters[preset];
  for (const name of ['gap', 'turn', 'distractors', 'distractorDashes'] as const)
    if (settings[name] !== undefined) throw new ArgumentError(name, `was given with "${preset}", which fixes it`);
  if (settings.size !== undefined && settings.size !== size)
    throw new ArgumentError('size', `was ${settings.size} with "${preset}"; expected ${size}`);
  const dashes = integerSetting('dashes', settings.dashes, { least: 1, most: 14, fallback: 14 });
  return { preset, size, dashes, cue };
}

function segmentSettings(preset: LayoutSettings, settings: PathfinderSettings): LayoutSettings {
  const integer = (name: 'size' | 'dashes' | 'distractors' | 'distractorDashes', least: number, most: number): number =>
    integerSetting(name, settings[name], { least, most, fallback: preset[name] });
  const number = (name: 'gap' | 'turn', least: number, most: number): number =>
    numberOption({
      name,
      value: settings[name],
      fallback: preset[name],
      expected: `a number from ${least} to ${most}`,
      accept: (value) => value >= least && value <= most,
    });
  return {
    size: integer('size', 6, 256),
    dashes: integer('dashes', 1, 100),
    gap: number('gap', 0, 2),
    turn: number('turn', 0.5, 10),
    distractors: integer('distractors', 0, 100),
    distractorDashes: integer('distractorDashes', 1, 100),
  };
}

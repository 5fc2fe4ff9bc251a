import { checkKeys, choiceOption, numberOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Cue, LayoutSettings } from './layout.ts';
import { pathfinderPresets } from './presets.ts';
import type { PathfinderPreset } from './presets.ts';

export interface PathfinderSettings extends Partial<LayoutSettings> {
  /** Where what is not given comes from. Default "20". */
  readonly preset?: PathfinderPreset;
  /**
   * Which ends are marked. "as published" (default) marks the first end of one contour, and the last end of the same or of the other: near ends
   * are likely to be of one contour, and ends that point at each other too. "matched", which is ours, takes that away.
   */
  readonly cue?: Cue;
}

export interface ResolvedPathfinder extends LayoutSettings {
  readonly cue: Cue;
}

/** The settings with everything filled in. */
export function pathfinderSettings(settings: PathfinderSettings = {}): ResolvedPathfinder {
  const names = ['preset', 'size', 'dashes', 'gap', 'turn', 'distractors', 'distractorDashes', 'cue'];
  checkKeys('pathfinder', settings, names);
  const presets = Object.keys(pathfinderPresets) as PathfinderPreset[];
  const preset = pathfinderPresets[
    choiceOption({ name: 'preset', value: settings.preset, fallback: '20', choices: presets })
  ] as LayoutSettings;
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
    cue: choiceOption({
      name: 'cue',
      value: settings.cue,
      fallback: 'as published',
      choices: ['as published', 'matched'] as const,
    }),
  };
}

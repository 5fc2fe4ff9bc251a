import type { Cue, PathfinderPreset } from '@vla/kernels/tasks';
import type { AnyControl } from '../../lib/fields.ts';

/** Pictures that are offered, by the name of their preset. */
const presets = ['12', '16', '20', '24', '32-easy', '32-intermediate'] as const satisfies readonly PathfinderPreset[];
export type Offered = (typeof presets)[number];

const sizeOf = (preset: Offered): string => preset.replace('-', ', ').replace(/^\d+/, (size) => `${size} by ${size}`);

export const presetControl: AnyControl = {
  key: 'preset',
  label: 'Pixels',
  kind: 'choice',
  choices: presets.map((value) => ({ value, label: sizeOf(value) })),
};

export const cueControl: AnyControl = {
  key: 'cue',
  label: 'Which ends are marked',
  kind: 'choice',
  choices: [
    { value: 'as published', label: 'as published' },
    { value: 'matched', label: 'matched: ends that look alike' },
  ],
};

export const controls = [presetControl, cueControl];
export const defaults = { preset: '20' satisfies Offered, cue: 'as published' satisfies Cue };

export const presetOf = (value: unknown): Offered => presets.find((preset) => preset === value) ?? '20';
export const cueOf = (value: unknown): Cue => (value === 'matched' ? 'matched' : 'as published');

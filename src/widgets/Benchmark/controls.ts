import { draftOf, type AnyControl, type Draft } from '../../lib/fields.ts';
import { backendControl } from '../shared/backendControl.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { parts, pairsOf, type PartName, type Thoroughness } from './parts.ts';

export const partControls: readonly AnyControl[] = parts.map(({ name, label, help, onCpu }) => ({
  key: name,
  label,
  help: onCpu ? help : `${help}; needs WebGPU`,
  kind: 'boolean',
}));

export const otherControls: readonly AnyControl[] = [
  {
    key: 'thoroughness',
    label: 'How thoroughly',
    kind: 'choice',
    choices: [
      { value: 'quick', label: `quick (${pairsOf.quick} pairs of timings)` },
      { value: 'full', label: `full (${pairsOf.full} pairs, longer sequences)` },
    ],
  },
  backendControl,
];

export const controls: readonly AnyControl[] = [...partControls, ...otherControls];

export const defaults: Draft = draftOf(controls, {
  crossover: true,
  forward: true,
  thoroughness: 'quick',
  backend: 'auto',
});

export interface Chosen {
  readonly parts: readonly PartName[];
  readonly thoroughness: Thoroughness;
  readonly backend: BackendChoice;
}

/** What a draft of the controls above asks for. */
export function chosenIn(draft: Draft): Chosen {
  return {
    parts: parts.map(({ name }) => name).filter((name) => draft[name] === true),
    thoroughness: draft['thoroughness'] as Thoroughness,
    backend: draft['backend'] as BackendChoice,
  };
}

import type { DeviceSuiteName } from '@vla/kernels/bench';

/** A part of what the kit does, in a process of its own: one that hangs or takes the device down loses only itself. */
export type KitStep = { readonly name: string; readonly seconds: number } & (
  | { readonly kind: 'conformance' }
  | { readonly kind: 'bench'; readonly suite: DeviceSuiteName }
  | { readonly kind: 'figure'; readonly id: string }
);

const bench = (suite: DeviceSuiteName, seconds: number): KitStep => ({
  name: `bench-${suite}`,
  kind: 'bench',
  suite,
  seconds,
});
const figure = (id: string, seconds: number): KitStep => ({ name: `figure-${id}`, kind: 'figure', id, seconds });

/** What a card tells that no software GPU does, first what is worth most; each with the most that it may take. */
export const kitSteps: readonly KitStep[] = [
  { name: 'conformance', kind: 'conformance', seconds: 90 },
  bench('forward', 75),
  bench('decode', 60),
  bench('gradient', 75),
  figure('crossover', 60),
  figure('linear-scaling', 60),
  bench('peers', 60),
  figure('roofline', 60),
  figure('kernel-ladder', 60),
  bench('accuracy', 45),
  bench('scaling', 60),
];

/** Figures that the kit records. */
export const kitFigures: readonly string[] = kitSteps.flatMap((step) => (step.kind === 'figure' ? [step.id] : []));

/** How a step may end. */
export type StepEnd = 'done' | 'cut off' | 'failed' | 'no time left';

/** What a run of the kit leaves beside its records: `manifest.json`. */
export interface KitManifest {
  /** The commit that the kit was made of. */
  readonly commit: string;
  /** When the run began. */
  readonly date: string;
  readonly processor: string;
  readonly system: string;
  /** As the device names itself; null where there was none. */
  readonly adapter: string | null;
  /** What the device and its driver say of themselves. */
  readonly details: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name: string; readonly end: StepEnd; readonly seconds: number }[];
}

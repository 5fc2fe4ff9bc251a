/** Independent repetitions, in the experiments that have them. */
export function seedsControl(max: number) {
  return { key: 'seeds', label: 'Seeds', kind: 'integer', min: 1, max } as const;
}

/** Entries of a key; the same for all heads. */
export function headSizeControl({ min = 4, max = 64 }: { readonly min?: number; readonly max?: number } = {}) {
  return { key: 'headSize', label: 'Head size D', kind: 'integer', min, max } as const;
}

/** M begins as λ₀ I. */
export const lambda0Control = {
  key: 'lambda0',
  label: 'Initial penalty λ₀',
  kind: 'number',
  min: 0.001,
  max: 100,
  logarithmic: true,
} as const;

/** Of measurements: heads and head sizes up to those of a large model. */
export const timedSizeControls = [
  { key: 'heads', label: 'Heads', kind: 'integer', min: 1, max: 32 },
  headSizeControl({ min: 8, max: 128 }),
] as const;

/** Of measurements that go on to longer sequences until one takes this many milliseconds. */
export function patienceControl({ label, max }: { readonly label: string; readonly max: number }) {
  return { key: 'patience', label, kind: 'number', min: 1, max, logarithmic: true } as const;
}

import type { VlaOptions } from '@vla/kernels';

/** What is changed, and how a line of its chart differs from the others. */
export interface Variant {
  readonly name: string;
  readonly label: string;
  readonly options?: Omit<VlaOptions, 'lambda0'> & { readonly lambda0?: number };
  /** Directions a token: the key, and random maps of it. */
  readonly rank?: number;
  /** Strength of a penalty between neighbours. */
  readonly gamma?: number;
}

export interface Ablation {
  readonly name: string;
  readonly title: string;
  /** The first is what the others are compared with. */
  readonly variants: readonly Variant[];
}

const nudge = (epsilon: number) => ({ stabilization: { period: 20, epsilon } });

export const ablations: readonly Ablation[] = [
  {
    name: 'lambda0',
    title: 'Initial penalty λ₀',
    variants: [
      { name: 'Base', label: '0.1', options: { lambda0: 0.1 } },
      { name: 'Small', label: '0.001', options: { lambda0: 0.001 } },
      { name: 'One', label: '1', options: { lambda0: 1 } },
      { name: 'Ten', label: '10', options: { lambda0: 10 } },
    ],
  },
  {
    name: 'rank',
    title: 'Directions a token',
    variants: [
      { name: 'Base', label: '1' },
      { name: 'Two', label: '2', rank: 2 },
      { name: 'Four', label: '4', rank: 4 },
    ],
  },
  {
    name: 'nudge',
    title: 'Nudge every 20 tokens',
    variants: [
      { name: 'Base', label: 'none' },
      { name: 'Published', label: '0.001', options: nudge(1e-3) },
      { name: 'Large', label: '0.1', options: nudge(0.1) },
    ],
  },
  {
    name: 'symbolic',
    title: 'Symbolic penalty γ',
    variants: [
      { name: 'Base', label: '0' },
      { name: 'One', label: '1', gamma: 1 },
      { name: 'Hundred', label: '100', gamma: 100 },
    ],
  },
];

/** The number of pairs whose recall is quoted. */
export const quoted = 32;

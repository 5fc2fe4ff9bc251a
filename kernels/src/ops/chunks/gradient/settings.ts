import type { AdapterSummary } from '../../../runtime/types.ts';

/** How a gradient is cut up for a device. */
export interface GradientSettings {
  /** Invocations per workgroup. */
  readonly threads: number;
  /** Rows of a chunk: steps, or VLA's penalty directions, of which a step may have several. */
  readonly rows: number;
}

const ON_PROCESSOR: GradientSettings = { threads: 8, rows: 16 };
const ON_CARD: GradientSettings = { threads: 64, rows: 32 };

export function gradientSettings({ software }: AdapterSummary): GradientSettings {
  return software ? ON_PROCESSOR : ON_CARD;
}

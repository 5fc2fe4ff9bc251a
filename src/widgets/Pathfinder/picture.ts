import { drawPathfinder, paintPathfinder, pathfinderSettings } from '@vla/kernels/tasks';
import type { Cue, Tip } from '@vla/kernels/tasks';
import { seededRandom } from '@vla/kernels/random';
import type { Offered } from './controls.ts';
import { labelOf, type Contour, type ContourTip } from './own.ts';

/** A picture on show, drawn here or by the reader. */
export interface Shown {
  readonly size: number;
  readonly pixels: Uint8Array;
  /** Two, or fewer where the reader has not marked as many. */
  readonly markers: readonly Tip[];
  /** Whether both are ends of one contour; null where there are not two. */
  readonly label: 0 | 1 | null;
}

/** Picture `index` of its kind: the same every time. */
export function drawn({ preset, cue, index }: { preset: Offered; cue: Cue; index: number }): Shown {
  return drawPathfinder(seededRandom(1 + index), { preset, cue });
}

/** What a reader has drawn, painted as the other pictures are. */
export function painted(preset: Offered, contours: readonly Contour[], markers: readonly ContourTip[]): Shown {
  const { size } = pathfinderSettings({ preset });
  return { size, pixels: paintPathfinder(size, contours.flat(), markers), markers, label: labelOf(markers) };
}

import { operatorLabels } from '@vla/kernels/labels';
import type { SeriesName } from '../../lib/palette.ts';
import type { EntrantName } from './entrants.ts';

interface Shown {
  readonly label: string;
  readonly style: SeriesName;
}

const { vla, deltanet, gatedDelta, linear, softmax } = operatorLabels;

/** How an entrant is called, and drawn. */
export const shown: Readonly<Record<EntrantName, Shown>> = {
  vla: { label: vla, style: 'vla' },
  deltanet: { label: deltanet, style: 'deltanet' },
  linear: { label: linear, style: 'linear' },
  softmax: { label: softmax, style: 'softmax' },
  rowGated: { label: 'published “DeltaNet”', style: 'ridge' },
  vlaHeads: { label: `${vla}, directions of each head`, style: 'vla' },
  vlaPublished: { label: 'published VLA', style: 'vlaRandom' },
  gatedDelta: { label: gatedDelta, style: 'gatedDelta' },
  deltanetMore: { label: `${deltanet}, 8 heads`, style: 'deltanet' },
  linearMore: { label: `${linear}, 8 heads`, style: 'linear' },
  vlaConvolved: { label: vla, style: 'vla' },
  deltanetConvolved: { label: deltanet, style: 'deltanet' },
  linearConvolved: { label: linear, style: 'linear' },
  softmaxConvolved: { label: softmax, style: 'softmax' },
};

import type { ArenaPreset } from '@vla/kernels/training';
import { arenaPresets } from '@vla/kernels/training';

/** A training of the arena that was not run here, or not for as many updates. */
export interface NotRun {
  /** For the names of quantities. */
  readonly key: string;
  readonly label: string;
  readonly preset: ArenaPreset;
}

const { listops, text, retrieval, image, pathfinder, pathx } = arenaPresets;

/** In the order of the arena's tables; of each task the published size at least. */
export const notRun: readonly NotRun[] = [
  { key: 'rungB', label: 'ListOps, rung B', preset: listops.B },
  { key: 'rungC', label: 'ListOps, rung C', preset: listops.C },
  { key: 'listops', label: 'ListOps, published length', preset: listops.full },
  { key: 'text512', label: 'Text, 512 bytes', preset: text.small },
  { key: 'text', label: 'Text, 1,000 bytes', preset: text.full },
  { key: 'retrieval', label: 'Retrieval', preset: retrieval.full },
  { key: 'image', label: 'Image', preset: image.full },
  { key: 'pathfinder20', label: 'Pathfinder, 20 pixels', preset: pathfinder['20-matched'] },
  { key: 'pathfinder', label: 'Pathfinder, 32 pixels', preset: pathfinder.full },
  { key: 'pathx', label: 'Path-X', preset: pathx.full },
];

/** What a preset's training is made of, in words. */
export const sizeInWords = ({ steps, batchSize, tokens }: ArenaPreset): string =>
  `${steps} updates of ${batchSize} × ${tokens} tokens`;

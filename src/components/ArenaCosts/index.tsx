import type { ReactNode } from 'react';
import { operatorLabels } from '@vla/kernels/labels';
import { arenaPresets, costOf, type ArenaTask } from '@vla/kernels/training';
import DataTable from '../DataTable/index.tsx';

const mixers = ['vla', 'deltanet', 'linear', 'softmax'] as const;
const sizes = ['tiny', 'small', 'full'] as const;

const labels: Readonly<Record<ArenaTask, string>> = {
  listops: 'ListOps',
  pathfinder: 'Pathfinder',
  pathx: 'Path-X',
  text: 'Text',
  retrieval: 'Retrieval',
  'same-film': 'Retrieval, stand-in',
  image: 'Image',
};

/** What a run of each preset is made of, and how many operations it takes, counted from its sizes. */
export default function ArenaCosts(): ReactNode {
  const rows = (Object.keys(arenaPresets) as ArenaTask[]).flatMap((task) =>
    sizes.map((size) => ({ task, size, preset: arenaPresets[task][size] })),
  );
  return (
    <DataTable
      label="Operations of a run of each preset"
      columns={[
        'Preset',
        'Tokens',
        'Sequences a step',
        'Steps',
        'Weights of the blocks',
        ...mixers.map((mixer) => `${operatorLabels[mixer]}, operations`),
      ]}
      rows={rows.map(({ task, size, preset }) => [
        `${labels[task]}, ${size}`,
        String(preset.tokens),
        String(preset.batchSize),
        String(preset.steps),
        String(costOf(preset, 'vla').parameters),
        ...mixers.map((mixer) => costOf(preset, mixer).flop),
      ])}
      namedRows
    />
  );
}

import type { StripMark } from '../../lib/drawing/strips.ts';
import { floorMarks, percent } from '../listops-ladder/shown.ts';
import type { Data } from './compute.ts';
import type { TaskName } from './tasks.ts';
import { classes } from './tasks.ts';
import { textFloors } from './textFloors.ts';

/** Bytes of a review that the arena's configuration reads. */
export const bytesRead = 1000;

const runs = ['', 'single bytes counted', 'pairs of bytes counted', 'runs of 3 bytes counted'];

/** What simple rules reach on a task of the arena. */
export function floorsOn(task: TaskName, { listOps }: Data): StripMark[] {
  if (task === 'ListOps') return floorMarks(listOps, 'all');
  const constant = { x: 100 / classes[task], label: 'constant answer' };
  if (task !== 'Text') return [constant];
  const counted = textFloors.floors.find(({ bytes }) => bytes === bytesRead)!.naiveBayes;
  return [constant, ...counted.map((share, i) => ({ x: percent(share), label: runs[i + 1] }))];
}

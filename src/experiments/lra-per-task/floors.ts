import type { StripMark } from '../../lib/drawing/strips.ts';
import { floorMarks, percent } from '../listops-ladder/shown.ts';
import type { Data } from './compute.ts';
import type { TaskName } from './tasks.ts';
import { classes } from './tasks.ts';
import { textFloors } from './textFloors.ts';

/** Bytes of a review that the arena's configuration reads. */
export const bytesRead = 1000;

const runs = ['', 'single bytes counted', 'pairs of bytes counted', 'runs of 3 bytes counted'];

/** Rules that see the marked ends of a picture and nothing between them. */
export const pathfinderRules = [
  { rule: 'distance', label: 'distance of the marks' },
  { rule: 'tips', label: 'the two ends' },
] as const;

/** What simple rules reach on a task of the arena. */
export function floorsOn(task: TaskName, { listOps, pathfinder }: Data): StripMark[] {
  if (task === 'ListOps') return floorMarks(listOps, 'all');
  const constant = { x: 100 / classes[task], label: 'constant answer' };
  if (task === 'Pathfinder') {
    return [constant, ...pathfinderRules.map(({ rule, label }) => ({ x: percent(pathfinder[rule]), label }))];
  }
  if (task !== 'Text') return [constant];
  const counted = textFloors.floors.find(({ bytes }) => bytes === bytesRead)!.naiveBayes;
  return [constant, ...counted.map((share, i) => ({ x: percent(share), label: runs[i + 1] }))];
}

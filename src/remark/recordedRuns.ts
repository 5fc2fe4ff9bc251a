import type { RecordedCount } from '../lib/recorded.ts';
import { parseComparison } from './comparison.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';
import { accuraciesAt, readRuns, type RecordedRuns } from './readRuns.ts';

/**
 * Hands `<Runs of="figure.mixer" where="accuracy at 48 >= 0.9"/>` how many of the recorded runs are so. With "accuracy"
 * alone every test of a run counts by itself; "steps = budget" are runs that used all their steps.
 */
export default function recordedRuns({ directory }: { directory: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name !== 'Runs') return;
      attach(node, 'recorded', countRuns(readRuns(directory, literal(node, 'of')), literal(node, 'where')));
    });
}

export function countRuns(recorded: RecordedRuns, where: string): RecordedCount {
  const { left, right, holds } = parseComparison(where);
  const values = measured(recorded, left);
  const limit = right === 'budget' ? recorded.budget : Number(right);
  if (!Number.isFinite(limit)) throw new Error(`"${right}" is neither a number nor "budget"`);
  const { title, label, provenance } = recorded;
  const { date, adapter, commit } = provenance;
  const count = values.filter((value) => holds(value, limit)).length;
  return { title, label, where, count, total: values.length, date, adapter, commit };
}

function measured(recorded: RecordedRuns, name: string): number[] {
  if (name === 'steps') return recorded.runs.map(({ steps }) => steps);
  if (name === 'accuracy') return recorded.runs.flatMap(({ accuracy }) => accuracy);
  const [, test] = /^accuracy at (\d+)$/.exec(name) ?? [];
  if (!test) throw new Error(`"${name}" is none of "steps", "accuracy" and "accuracy at 8"`);
  return accuraciesAt(recorded, Number(test));
}

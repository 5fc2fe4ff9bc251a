import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNumber } from '../lib/format.ts';
import type { RecordedGoal, RecordedGoals } from '../lib/recordedGoals.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

/** What a page reads of a record of `npm run bench`. */
interface Record {
  readonly run?: {
    readonly date: string;
    readonly place: string;
    readonly adapter: string;
    readonly processor?: string;
    readonly engine?: string;
  };
  readonly [goal: string]: unknown;
}

interface Row {
  readonly title: string;
  readonly shape: Readonly<{ [size: string]: string | number }>;
  readonly unit: string;
  readonly median: number | null;
  readonly p10: number | null;
  readonly p90: number | null;
  readonly must: { readonly relation: '>=' | '<='; readonly value: number } | null;
  readonly met: boolean | null;
}

/**
 * Hands `<Goals of="C-training"/>` what the records of that name hold, C-training.json and C-training-firefox.json: the text of a
 * page can only show a measurement that a record holds.
 */
export default function recordedGoals({ directory }: { directory: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'Goals') attach(node, 'recorded', goalsOf(directory, literal(node, 'of')));
    });
}

function goalsOf(directory: string, name: string): RecordedGoals[] {
  const all = readdirSync(directory).sort();
  const files = all.filter(
    (file) => file === `${name}.json` || (file.startsWith(`${name}-`) && file.endsWith('.json')),
  );
  // The record of Node, which the others are like, is the first.
  files.sort((one, other) => one.length - other.length);
  if (files.length === 0) throw new Error(`there is no record "${name}" among ${all.join(', ')}`);
  return files.map((file) => readGoals(join(directory, file)));
}

function readGoals(path: string): RecordedGoals {
  const { run, notes: _notes, other: _other, ...goals } = JSON.parse(readFileSync(path, 'utf8')) as Record;
  if (!run?.processor) throw new Error(`${path} does not say which processor it was recorded on`);
  const rows = Object.entries(goals).flatMap(([goal, list]) => (list as Row[]).map((row) => goalOf(goal, row)));
  if (rows.length === 0) throw new Error(`${path} has no goals`);
  const { adapter, engine, place, processor, date } = run;
  return { place: `${adapter}, in ${engines[engine ?? place] ?? place}`, processor, date: date.slice(0, 10), rows };
}

const engines: Readonly<{ [engine: string]: string }> = {
  node: 'Node',
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'WebKit',
};

function goalOf(goal: string, { title, shape, unit, median, p10, p90, must, met }: Row): RecordedGoal {
  const sizes = Object.entries(shape).map(([size, value]) => `${size} = ${value}`);
  const spread = p10 === p90 ? '' : ` (${formatNumber(p10!)}–${formatNumber(p90!)})`;
  return {
    ...{ goal, title, shape: sizes.join(', ') },
    bound: must && `${must.relation === '>=' ? '≥' : '≤'} ${formatNumber(must.value)} ${unit}`,
    measured: median === null ? 'not measured' : `${formatNumber(median)} ${unit}${spread}`,
    met: must && met === true,
  };
}

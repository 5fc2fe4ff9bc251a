import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FigureStore } from '../../src/lib/recording/store.ts';
import type { BenchReport } from '../bench/report.ts';
import { kitSteps } from './steps.ts';
import type { KitManifest } from './steps.ts';

/** What was taken up, and what was not, in words. */
export interface Taken {
  readonly manifest: KitManifest;
  readonly files: readonly string[];
  /** Figures whose pictures have to be drawn from the new data. */
  readonly figures: readonly string[];
  readonly left: readonly string[];
}

/**
 * Takes the records of a run into the project: those of the bench under their lane, of figures the data, as they are, with where
 * they come from. What was cut off or failed stays out.
 *
 * @throws Error where the folder holds no run of the kit, or one of code that no commit has
 */
export function takeRecords(folder: string, root: string): Taken {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file)) throw new Error(`--take is ${folder}, where there is no manifest.json of a run`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as KitManifest;
  if (!/^[\da-f]{40}$/.test(manifest.commit))
    throw new Error(
      `the kit was made of ${manifest.commit}: commit first, so that a record can say which code it is of`,
    );
  const files: string[] = [];
  const figures: string[] = [];
  const left: string[] = [];
  for (const { name, end } of manifest.steps) {
    const step = kitSteps.find((one) => one.name === name);
    if (end !== 'done' || !step) left.push(`${name}: ${end}`);
    else if (step.kind === 'bench') files.push(takeBench(join(folder, `${name}.json`), root, step.suite));
    else if (step.kind === 'figure') {
      const figure = new FigureStore(join(folder, 'figures')).read(step.id);
      if (!figure) throw new Error(`${name} is done, but has no record`);
      new FigureStore(join(root, 'static/figures')).write(figure);
      figures.push(step.id);
    }
  }
  return { manifest, files, figures, left };
}

function takeBench(file: string, root: string, suite: string): string {
  const text = readFileSync(file, 'utf8');
  const { run } = JSON.parse(text) as BenchReport;
  const records = join(root, 'kernels/bench/records');
  mkdirSync(records, { recursive: true });
  const name = `${run.lane.replace(/\W+/g, '-').replace(/-$/, '')}-${suite}.json`;
  writeFileSync(join(records, name), text);
  return `kernels/bench/records/${name}`;
}

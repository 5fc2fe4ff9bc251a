import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Mutant } from './mutants.ts';
import { runTests } from './suite.ts';
import { isCompiled } from './workingCopy.ts';

/** What a test file calls of the texts, and how long it takes. */
export interface Reach {
  readonly file: string;
  readonly seconds: number;
  /** `PATH#FUNCTION`. */
  readonly reached: readonly string[];
}

/** JavaScript that every call of a compiled kernel goes through. */
const KERNELS = 'kernels/src/runtime/wasm/module.ts#bindKernels';

export interface ReachOrder {
  readonly root: string;
  readonly driver: string | null;
  readonly workers: number;
  /** Where the answer is kept: it is true of one state of the sources. */
  readonly kept: string;
}

/** Runs all tests without a change, and notes what each file calls. A file that is red by itself can say nothing, and is left out. */
export async function reachOfTests({ root, driver, workers, kept }: ReachOrder): Promise<Reach[]> {
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Reach[];
  const folder = join(root, 'reach');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const end = await runTests({
    ...{ root, driver, workers, files: [], bail: false, limitSeconds: 3600 },
    env: { MUTATE_REACH: folder },
  });
  if (end.end === 'limit') throw new Error('without a change, the tests take more than an hour');
  const red = end.end === 'red' ? end.files.map((file) => relative(root, file)) : [];
  if (end.end === 'red' && red.length === 0) throw new Error(`without a change, ${end.test} is red: ${end.message}`);
  for (const file of red) console.error(`left out, since it is red without a change: ${file}`);
  const notes = readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Reach)
    .filter(({ file }) => !red.includes(file));
  writeFileSync(kept, JSON.stringify(notes));
  return notes;
}

/**
 * The test files that may notice a change: those that call the function it is in; where it is in none, all that call any of
 * its file. First those that noticed others of the same file, `kills` times each, then the quick ones.
 */
export function testsFor(
  { path, owner }: Pick<Mutant, 'path' | 'owner'>,
  reach: readonly Reach[],
  kills: ReadonlyMap<string, number>,
): Reach[] {
  const calls = ({ reached }: Reach): boolean => {
    if (isCompiled(path)) return reached.includes(KERNELS);
    return owner === null ? reached.some((one) => one.startsWith(`${path}#`)) : reached.includes(`${path}#${owner}`);
  };
  const count = ({ file }: Reach): number => kills.get(`${path} ${file}`) ?? 0;
  return reach.filter(calls).sort((a, b) => count(b) - count(a) || a.seconds - b.seconds);
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sources } from '../../src/lib/experiment.ts';
import { canonicalJson } from '../../src/lib/recording/canonical.ts';
import type { TimedParts } from '../../src/lib/recording/record.ts';
import { readUnfinished } from './unfinished.ts';

const unfinishedOf = (file: string): string => file.replace(/json$/, 'run');

/** Content of a part's file. */
interface Stored {
  readonly part: object;
  readonly result: object;
  /** What it took to compute. */
  readonly seconds: number;
}

/**
 * Keeps the parts of figures in a folder, one file each, under the hash of the code and of what decides the part. The
 * figure's own folder is not counted among the code: it says which parts there are, and figures may have some in common.
 * A part's time runs from the moment when it was asked for and not found until it is written, and for one that was begun before
 * it has what it took then.
 */
export function keptIn(folder: string): (id: string, sources: Sources) => TimedParts {
  return (id, { modules, packages }) => {
    const shared = Object.entries(modules).filter(([path]) => !path.startsWith(`src/experiments/${id}/`));
    const code = canonicalJson([Object.fromEntries(shared), packages]);
    const fileOf = (part: object): string => {
      const key = createHash('sha256')
        .update(`${code} ${canonicalJson(part)}`)
        .digest('hex')
        .slice(0, 32);
      return join(folder, `${key}.json`);
    };
    const begun = new Map<string, number>();
    let [secondsRead, processorSecondsRead] = [0, 0];
    return {
      secondsRead: () => secondsRead,
      processorSecondsRead: () => processorSecondsRead,
      read(part) {
        const file = fileOf(part);
        if (!existsSync(file)) {
          const before = readUnfinished(unfinishedOf(file))?.seconds ?? 0;
          begun.set(file, performance.now() - 1000 * before);
          return undefined;
        }
        const { result, seconds } = JSON.parse(readFileSync(file, 'utf8')) as Stored;
        secondsRead += seconds;
        processorSecondsRead += (result as { readonly processorSeconds?: number }).processorSeconds ?? 0;
        return result;
      },
      write(part, result) {
        const file = fileOf(part);
        const start = begun.get(file);
        if (start === undefined) throw new Error('a part is kept that was not asked for before: its time is not known');
        const stored: Stored = { part, result, seconds: (performance.now() - start) / 1000 };
        mkdirSync(folder, { recursive: true });
        // A recording that is killed while it writes leaves no half of a part.
        writeFileSync(`${file}.new`, `${JSON.stringify(stored)}\n`);
        renameSync(`${file}.new`, file);
        rmSync(unfinishedOf(file), { force: true });
      },
      fileFor: (part) => unfinishedOf(fileOf(part)),
    };
  };
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptParts, Sources } from '../../src/lib/experiment.ts';
import { canonicalJson } from '../../src/lib/recording/canonical.ts';

/**
 * Keeps the parts of figures in a folder, one file each, under the hash of the code and of what decides the part. The
 * figure's own folder is not counted among the code: it says which parts there are, and figures may have some in common.
 */
export function keptIn(folder: string): (id: string, sources: Sources) => KeptParts {
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
    return {
      read(part) {
        const file = fileOf(part);
        return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { result: unknown }).result : undefined;
      },
      write(part, result) {
        mkdirSync(folder, { recursive: true });
        const file = fileOf(part);
        // A recording that is killed while it writes leaves no half of a part.
        writeFileSync(`${file}.new`, `${JSON.stringify({ part, result })}\n`);
        renameSync(`${file}.new`, file);
      },
    };
  };
}

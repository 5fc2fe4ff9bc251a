import { execFileSync } from 'node:child_process';

/**
 * Whether git knows when each file in a folder was last changed: it is a clone with its whole history. In an unpacked
 * archive git knows nothing, and in a shallow clone every file seems as old as the latest commit.
 */
export function hasHistory(folder: string): boolean {
  try {
    const shallow = execFileSync('git', ['rev-parse', '--is-shallow-repository'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return shallow.trim() === 'false';
  } catch {
    return false;
  }
}

/** Whether pages are to bear dates; says in a line where they can't. */
export function pageDates(folder: string, warn: (line: string) => void): boolean {
  const known = hasHistory(folder);
  if (!known) warn('Pages bear no dates, which need a git clone with its whole history (git fetch --unshallow).\n');
  return known;
}

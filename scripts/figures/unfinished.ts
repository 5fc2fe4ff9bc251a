import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { CandidateStore, UnfinishedCandidate } from '../../src/lib/training/candidate.ts';

/** A run on its way, with what it has taken so far. */
export interface Unfinished {
  readonly candidate: UnfinishedCandidate;
  readonly seconds: number;
  readonly processorSeconds: number | null;
}

export const readUnfinished = (file: string): Unfinished | null =>
  existsSync(file) ? (deserialize(readFileSync(file)) as Unfinished) : null;

/** Keeps a run in a file; `processorSeconds` says what this process or thread has taken for it. */
export function storeIn(file: string, processorSeconds: () => number | null) {
  const earlier = readUnfinished(file);
  const started = performance.now();
  const processor = (): number | null => {
    const now = processorSeconds();
    return now === null ? null : (earlier?.processorSeconds ?? 0) + now;
  };
  const store: CandidateStore = {
    read: () => earlier?.candidate ?? null,
    write(candidate) {
      const seconds = (earlier?.seconds ?? 0) + (performance.now() - started) / 1000;
      const unfinished: Unfinished = { candidate, seconds, processorSeconds: processor() };
      mkdirSync(dirname(file), { recursive: true });
      // One that is killed while it writes leaves no half of a run.
      writeFileSync(`${file}.new`, serialize(unfinished));
      renameSync(`${file}.new`, file);
    },
  };
  return { ...store, processorSeconds: processor };
}

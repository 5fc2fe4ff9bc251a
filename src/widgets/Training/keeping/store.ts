import { createStore, del, get, set } from 'idb-keyval';
import { messageOf } from '../../../lib/messageOf.ts';
import type { KeptTraining } from './kept.ts';
import { isKept } from './kept.ts';

/** Where a training is kept: one at a time. */
export interface TrainingStore {
  /** Null where there is none, or none of this version. */
  read(): Promise<KeptTraining | null>;
  /** @throws KeepingError, whose message is for the reader */
  write(kept: KeptTraining): Promise<void>;
  remove(): Promise<void>;
}

/** Why a training could not be kept, in a sentence. */
export class KeepingError extends Error {
  override readonly name = 'KeepingError';
}

const key = 'training';

/** In the browser’s database. What can’t be read there counts as not kept: a browser may forbid it, as private windows do. */
export function browserStore(): TrainingStore {
  // Opening it may throw where storage is forbidden: not before it is wanted.
  const store = () => createStore('vla-training', 'kept');
  return {
    async read() {
      try {
        const value: unknown = await get(key, store());
        return isKept(value) ? value : null;
      } catch {
        return null;
      }
    },
    async write(kept) {
      try {
        await set(key, kept, store());
      } catch (error) {
        throw new KeepingError(reasonOf(error));
      }
    },
    async remove() {
      try {
        await del(key, store());
      } catch {
        // Nothing is kept where nothing can be.
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  if (full) return 'The browser has no space left for it.';
  return `The browser did not keep it: ${messageOf(error)}`;
}

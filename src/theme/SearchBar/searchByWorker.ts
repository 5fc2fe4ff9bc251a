import * as Comlink from 'comlink';
import { loadAutocomplete } from './autocomplete.ts';
import { Patient } from './patient.ts';

/** What the search theme's worker offers. */
interface SearchWorker {
  fetchIndexes(baseUrl: string, context: string): Promise<void>;
  search(baseUrl: string, context: string, input: string, limit: number): Promise<unknown[]>;
}

let wanted = { baseUrl: '/', context: '' };

/**
 * The worker with its index, and what draws the suggestions. Any of them may not come: the network is away, or a new version
 * of the site has other names for them.
 */
export const search = new Patient(async (): Promise<Comlink.Remote<SearchWorker>> => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'search' });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    });
  });
  try {
    const Remote = Comlink.wrap<new () => SearchWorker>(worker);
    const ready = async (): Promise<Comlink.Remote<SearchWorker>> => {
      const remote = await new Remote();
      await remote.fetchIndexes(wanted.baseUrl, wanted.context);
      return remote;
    };
    const [remote] = await Promise.all([Promise.race([ready(), broken]), loadAutocomplete()]);
    return remote;
  } catch (error) {
    worker.terminate();
    throw error;
  }
});

/*
 * These two stand in the place of the search theme's module of this name (src/plugins/searchFaults.ts), which waits for ever
 * for a worker that did not start, and leaves what failed uncaught.
 */

export async function fetchIndexesByWorker(baseUrl: string, context: string): Promise<void> {
  if (process.env.NODE_ENV !== 'production') return;
  wanted = { baseUrl, context };
  await search.get();
}

export async function searchByWorker(
  baseUrl: string,
  context: string,
  input: string,
  limit: number,
): Promise<unknown[]> {
  if (process.env.NODE_ENV !== 'production') return [];
  wanted = { baseUrl, context };
  const worker = await search.get();
  return worker.search(baseUrl, context, input, limit);
}

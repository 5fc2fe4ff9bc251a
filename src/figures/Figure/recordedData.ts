import type { RecordedFigure } from '../../lib/experiment.ts';

const loading = new Map<string, Promise<RecordedFigure>>();

/** The recorded data at an address, fetched once per page. A failed fetch may be tried again. */
export function loadRecorded(url: string): Promise<RecordedFigure> {
  const known = loading.get(url);
  if (known) return known;
  const fetched = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`The recorded data could not be loaded (status ${response.status}).`);
    return response.json() as Promise<RecordedFigure>;
  });
  fetched.catch(() => loading.delete(url));
  loading.set(url, fetched);
  return fetched;
}

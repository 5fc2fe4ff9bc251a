import type { RecordedFigure } from '../../lib/experiment.ts';

const loading = new Map<string, Promise<RecordedFigure>>();

/**
 * The recorded data at an address, fetched once per page. A failed fetch may be tried again. Data other than the page
 * was built with, as an old cache or a new deploy might give, is refused.
 */
export function loadRecorded(url: string, dataHash: string): Promise<RecordedFigure> {
  const known = loading.get(url);
  if (known) return known;
  const fetched = fetch(url).then(async (response) => {
    if (!response.ok) throw new Error(`The recorded data could not be loaded (status ${response.status}).`);
    const figure = (await response.json()) as RecordedFigure;
    if (figure.provenance.dataHash !== dataHash)
      throw new Error('The recorded data belongs to another version of the site.');
    return figure;
  });
  fetched.catch(() => loading.delete(url));
  loading.set(url, fetched);
  return fetched;
}

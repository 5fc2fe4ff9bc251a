import type { Series } from './chartParts.ts';

/** The lines of a live result over those of recorded data, which are drawn pale; just the lines where none is recorded. */
export function overRecorded<Data>(
  { data, recorded }: { readonly data: Data; readonly recorded?: Data },
  lines: (data: Data) => readonly Series[],
): Series[] {
  const behind = recorded === undefined ? [] : lines(recorded);
  return [...behind.map((series) => ({ ...series, pale: true })), ...lines(data)];
}

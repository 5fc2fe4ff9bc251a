import type { RecordedFigure, Sources } from '../experiment.ts';

/**
 * What is wrong with a record when the code is what `now` says; null when the record, or its latest confirmation, was
 * computed by the same code.
 */
export function staleness({ id, sources, confirmation }: RecordedFigure, now: Sources): string | null {
  const latest = confirmation?.sources ?? sources;
  if (latest?.hash === now.hash) return null;
  const again = `npm run figures -- ${id}`;
  if (!latest) return `stale: the record does not say what code it is from; run: ${again}`;
  const changes = [
    ...differences(latest.modules, now.modules).map(({ name }) => name),
    ...differences(latest.packages, now.packages).map(
      ({ name, before, after }) => `package ${name} ${before ?? 'none'} → ${after ?? 'none'}`,
    ),
  ];
  const shown = changes.slice(0, 8).join(', ') + (changes.length > 8 ? `, and ${changes.length - 8} more` : '');
  return `stale: ${shown} changed since it was recorded; run: ${again} (or --confirm ${id}, where it has a trial)`;
}

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((one) => one.before !== one.after);
}

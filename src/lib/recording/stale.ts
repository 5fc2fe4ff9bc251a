import type { RecordedFigure, Sources } from '../experiment.ts';

/**
 * What is wrong with a record when the code is what `now` says; null when the record, or its latest confirmation, was
 * computed by the same code. What counts are the contents of its modules: where a file is called otherwise now, or lies
 * elsewhere, nothing has changed.
 */
export function staleness({ id, sources, confirmation }: RecordedFigure, now: Sources): string | null {
  const latest = confirmation?.sources ?? sources;
  const again = `npm run figures -- ${id}`;
  if (!latest) return `stale: the record does not say what code it is from; run: ${again}`;
  const changes = [...changedModules(latest.modules, now.modules), ...changedPackages(latest.packages, now.packages)];
  if (changes.length === 0) return null;
  const shown = changes.slice(0, 8).join(', ') + (changes.length > 8 ? `, and ${changes.length - 8} more` : '');
  return `stale: ${shown} changed since it was recorded; run: ${again} (or --confirm ${id}, where it has a trial)`;
}

type Named = Readonly<Record<string, string>>;

/** Paths of the modules whose content the other side does not have anywhere. */
function changedModules(before: Named, after: Named): string[] {
  const missing = (from: Named, contents: ReadonlySet<string>): string[] =>
    Object.keys(from).filter((path) => !contents.has(from[path]!));
  const added = missing(after, new Set(Object.values(before)));
  const gone = missing(before, new Set(Object.values(after)));
  return [...new Set([...added, ...gone])].sort();
}

function changedPackages(before: Named, after: Named): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => before[name] !== after[name])
    .map((name) => `package ${name} ${before[name] ?? 'none'} → ${after[name] ?? 'none'}`);
}

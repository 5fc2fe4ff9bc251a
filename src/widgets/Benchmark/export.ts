import type { BenchReport } from './report.ts';

/** "vla-benchmark-apple-m2-2026-01-31.json" */
export function fileNameOf({ adapter, date }: Pick<BenchReport, 'adapter' | 'date'>): string {
  const device = adapter
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `vla-benchmark-${device}-${date.slice(0, 10)}.json`;
}

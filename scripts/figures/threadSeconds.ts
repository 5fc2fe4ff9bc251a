import { readFileSync } from 'node:fs';
import { statisticsOf } from '../bench/processorTime.ts';

/** Seconds that this thread alone has taken of the processors, where Linux says it; elsewhere null. */
export function threadSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  return statisticsOf(0, readFileSync('/proc/thread-self/stat', 'utf8')).milliseconds / 1000;
}

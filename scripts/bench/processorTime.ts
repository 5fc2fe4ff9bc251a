import { readFileSync, readdirSync } from 'node:fs';

/** Of Linux, on every machine that it runs on. */
const TICK = 10;

/**
 * Milliseconds that this process and all that it started, browsers too, have taken of the processors. What ended meanwhile is
 * with its parent only where that has waited for it; elsewhere than on Linux it is this process alone.
 */
export function processorMillisecondsOfAll(): number {
  const { user, system } = process.cpuUsage();
  let total = (user + system) / 1000;
  const processes = statistics();
  const mine = new Set([process.pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { id, parent } of processes) {
      if (mine.has(id) || !mine.has(parent)) continue;
      mine.add(id);
      grown = true;
    }
  }
  for (const { id, milliseconds } of processes) if (mine.has(id) && id !== process.pid) total += milliseconds;
  return total;
}

interface ProcessStatistics {
  readonly id: number;
  readonly parent: number;
  /** With those of its children that ended. */
  readonly milliseconds: number;
}

function statistics(): ProcessStatistics[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [statisticsOf(Number(name), readFileSync(`/proc/${name}/stat`, 'utf8'))];
    } catch {
      // It has ended since.
      return [];
    }
  });
}

/** The name of a program, in brackets, may hold anything. */
export function statisticsOf(id: number, text: string): ProcessStatistics {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [parent, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  return { id, parent: parent!, milliseconds: times.reduce((sum, time) => sum + time, 0) * TICK };
}

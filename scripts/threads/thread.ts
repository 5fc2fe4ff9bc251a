import { Worker } from 'node:worker_threads';

/**
 * A thread that runs a TypeScript file. Node 20 does not take one as a thread's program, not with tsx loaded either: so
 * the program is a line that loads tsx, and then the file.
 */
export function startThread(file: URL, workerData?: unknown): Worker {
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(program, { eval: true, execArgv: [], workerData });
}

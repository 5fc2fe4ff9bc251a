/** A worker of a team that fails with its second step. */
import { parentPort } from 'node:worker_threads';
import '../replica.ts';

let steps = 0;
parentPort!.on('message', () => {
  if (++steps === 2) throw new Error('a bug in the worker');
});

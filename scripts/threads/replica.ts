/** The program of a worker beside the thread that trains. `workerData` is the name of its tfjs backend. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveReplica } from '@vla/kernels/training';
import { startBackend } from '../../src/lib/training/backend.ts';

await startBackend(workerData as string);
serveReplica(parentPort!);

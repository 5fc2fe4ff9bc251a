/** The program of a worker beside the one that trains. Its first message is the name of its tfjs backend. */
import { serveReplica, type ReplicaPort } from '@vla/kernels/training';
import { startBackend } from '../../../lib/training/backend.ts';
import { raiseRejections } from '../../worker/rejections.ts';

raiseRejections();
self.addEventListener('message', ({ data }: MessageEvent<string>) => void start(data), { once: true });

async function start(backend: string): Promise<void> {
  await startBackend(backend);
  serveReplica(self as unknown as ReplicaPort);
}

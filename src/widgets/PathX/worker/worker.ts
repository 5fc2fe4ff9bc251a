import { failureOf } from '../../worker/failure.ts';
import { watchPlace } from '../../worker/place.ts';
import { raiseRejections } from '../../worker/rejections.ts';
import { sessionFor } from '../../worker/session.ts';
import type { FromWorker, StepRequest, ToWorker } from '../protocol.ts';
import { measureStep } from './measure.ts';

const post = (message: FromWorker): void => self.postMessage(message);

async function measure({ mixer, backend }: StepRequest): Promise<void> {
  try {
    const opened = await sessionFor(backend);
    const { place, end } = watchPlace(opened, { training: true });
    const onProgress = (progress: { fraction: number; message: string }): void =>
      post({ type: 'progress', ...progress });
    const measured = await measureStep({ mixer, session: opened.session, onProgress });
    end();
    post({ type: 'done', step: { ...measured, ran: place() } });
  } catch (error) {
    post({ type: 'error', failure: failureOf(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void measure(data.request));
raiseRejections();
post({ type: 'ready' });

/** What runs in the browser: `figures.open`, which says what the adapter is, `figures.outcome` and `figures.time`. */
import { openSession } from '@vla/kernels';
import { figureTimes, type FigureTimes } from './figureTimes.ts';

let times: FigureTimes | null = null;

async function open(): Promise<string> {
  const session = await openSession({ backend: 'webgpu', forTensors: true });
  times = figureTimes(session);
  return session.adapter.label;
}

const figures = {
  open,
  outcome: (id: string) => times!.outcome(id),
  time: (id: string, count: number) => times!.time(id, count),
};
Object.assign(globalThis, { figures });

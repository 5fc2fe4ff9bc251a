import type { HostTensor } from '@vla/kernels';
import type { Memory } from '../memories.ts';
import type { Follow, MemoryStop } from './trajectory.ts';
import { followDeltaNet, followLinear, followVla } from './trajectory.ts';

export interface MemoryInputs {
  /** [B,H,T,D] */
  readonly k: HostTensor;
  /** [B,H,T,Dv] */
  readonly v: HostTensor;
  /** Penalty directions of the memory that takes random ones, [B,H,T,D]. */
  readonly randomU: HostTensor;
  readonly lambda0: number;
}

/** S_t of one of the memories at every stop along a sequence. */
export function followMemory(memory: Memory, inputs: MemoryInputs, follow: Follow): AsyncIterable<MemoryStop> {
  const { k, v, randomU, lambda0 } = inputs;
  switch (memory) {
    case 'vla':
      return memoriesOf(followVla({ k, v, u: k }, { lambda0 }, follow));
    case 'vlaRandom':
      return memoriesOf(followVla({ k, v, u: randomU }, { lambda0 }, follow));
    case 'ridge':
      return memoriesOf(followVla({ k, v, u: k }, { lambda0, write: 'plain' }, follow));
    case 'deltanet':
      return followDeltaNet({ k, v }, follow);
    case 'linear':
      return followLinear({ k, v }, follow);
  }
}

async function* memoriesOf(run: ReturnType<typeof followVla>): AsyncGenerator<MemoryStop> {
  for await (const { step, result } of run) yield { step, memory: result.finalMemory };
}

import type { Session } from '@vla/kernels';
import { experiments } from '../../../src/experiments/registry.ts';

/** What a run of a figure gave: all of its numbers, in their order. */
export type Outcome = readonly number[];

/** Figures as a reader's Run computes them, in one session. The same in Node and in a page. */
export function figureTimes(session: Session) {
  async function compute(id: string): Promise<unknown> {
    const { definition, loadCompute } = experiments[id]!;
    const compute = await loadCompute();
    return compute({
      config: { ...definition.config, ...definition.live },
      seed: definition.seed,
      runtime: session,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
  }
  return {
    async outcome(id: string): Promise<Outcome> {
      const view = await experiments[id]!.loadView();
      return view.quantities(await compute(id)).map(({ value }) => value);
    },
    /** Milliseconds that so many runs take, one after another. */
    async time(id: string, count: number): Promise<number> {
      const start = performance.now();
      for (let run = 0; run < count; run++) await compute(id);
      return performance.now() - start;
    },
  };
}

export type FigureTimes = ReturnType<typeof figureTimes>;

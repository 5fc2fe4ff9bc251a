import { weightCount } from '../../model/index.ts';
import type { CheckedRun } from '../size.ts';
import { aConfig } from '../../model/shapes.ts';
import { fields, listOf, size } from '../../shapes.ts';
import { aTask } from '../../tasks/shapes.ts';

/**
 * Multiply-adds, forward and backward, below which a worker's part of a step is not worth a thread: each has all of a
 * step's small operations to itself. Measured; see kernels/bench/measured.md.
 */
const LEAST_PART = 1e8;

/** Multiply-adds of a run below which it is over before another thread has started. */
const LEAST_RUN = 2e10;

const checked = fields({
  tasks: listOf(aTask, 1),
  config: aConfig,
  settings: fields({ batchSize: size, steps: size }),
});

/**
 * How many workers train a run fastest on so many cores, by the size of its steps: each is to have enough to do for the
 * weights and gradients that go to it and back. 1 for small models, and for short runs.
 */
export function workersFor(run: CheckedRun, cores: number): number {
  checked('run', run);
  size('cores', cores);
  const { tasks, config, settings } = run;
  const { batchSize, steps } = settings;
  const length = tasks.reduce((sum, task) => sum + task.length, 0) / tasks.length;
  // Every weight once for a token forward and twice backward; embeddings are no products, but the head has their size.
  const work = 3 * batchSize * length * weightCount(config);
  if (work * steps < LEAST_RUN) return 1;
  return Math.max(1, Math.min(cores, batchSize, Math.floor(work / LEAST_PART)));
}

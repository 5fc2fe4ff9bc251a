import { availableParallelism, cpus } from 'node:os';
import type { MeteredProcessor } from '../../src/lib/recording/record.ts';

/** The processor of this machine, and what this process takes of it. */
export const processor: MeteredProcessor = {
  model: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  seconds() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

import type { BenchProgress } from '@vla/kernels/bench';
import { Presets, SingleBar } from 'cli-progress';

/** A bar for one suite, with the time that is left. */
export function watch(suite: string): { onProgress: (progress: BenchProgress) => void; end: () => void } {
  const format = `${suite.padEnd(9)} |{bar}| {percentage} % {left} {message}`;
  const bar = new SingleBar({ format, hideCursor: true }, Presets.rect);
  bar.start(100, 0, { left: '', message: '' });
  return {
    onProgress({ fraction, message, remainingMilliseconds }) {
      const left = remainingMilliseconds === null ? '' : `${Math.ceil(remainingMilliseconds / 1000)} s left,`;
      bar.update(Math.round(100 * fraction), { left, message });
    },
    end: () => bar.stop(),
  };
}

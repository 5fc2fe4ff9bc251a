import { watchWasm, type Session } from '@vla/kernels';
import type { Folder } from '@vla/kernels/tasks';
import { processorLabel } from '../computedIn.ts';
import type {
  ExperimentEntry,
  KeptParts,
  Progress,
  Provenance,
  RecordedFigure,
  Sources,
  Threads,
} from '../experiment.ts';
import { hashOf, rounded } from './canonical.ts';
import { describe } from './describe.ts';

/** Parts that know what they took to compute. */
export interface TimedParts extends KeptParts {
  /** Seconds that all parts read so far took when they were computed. */
  readonly secondsRead: () => number;
}

export interface RecordArguments {
  readonly entry: ExperimentEntry;
  readonly runtime: Session;
  /** What the machine knows of the code that runs. */
  readonly code: Pick<Provenance, 'commit' | 'packages'>;
  /** The code as it was before the run. */
  readonly sources: Sources;
  readonly kept?: TimedParts;
  /** Files of a figure that is made of some. */
  readonly folder?: Folder;
  /** Trains models of the figure side by side. */
  readonly threads?: Threads;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** Runs an experiment in its recorded setting and describes what came out, and where from. */
export async function record(args: RecordArguments): Promise<RecordedFigure> {
  const { entry, runtime, code, sources, kept, folder, threads, onProgress, signal } = args;
  const { id, config, seed } = entry.definition;
  const compute = await entry.loadCompute();
  const { computedIn, end } = watchWasm();
  const started = performance.now();
  const date = new Date().toISOString();
  const surroundings = { runtime, onProgress, signal, kept, folder, threads };
  const data = rounded(await compute({ config, seed, ...surroundings }).finally(end));
  const durationSeconds = rounded((performance.now() - started) / 1000 + (kept?.secondsRead() ?? 0));
  const provenance: Provenance = {
    ...code,
    backend: runtime.backend,
    adapter: runtime.backend === 'wasm' ? processorLabel(computedIn, { training: true }) : runtime.adapter.label,
    date,
    durationSeconds,
    dataHash: await hashOf(data),
  };
  const { title, caption, alternative, ...rest } = await describe(entry, data);
  return { id, title, caption, alternative, config, seed, data, ...rest, provenance, sources };
}

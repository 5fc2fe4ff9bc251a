import { watchWasm, type Session } from '@vla/kernels';
import type { Folder } from '@vla/kernels/tasks';
import { processorLabel } from '../computedIn.ts';
import type {
  ExperimentEntry,
  KeptParts,
  Progress,
  Processor,
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
  /** What the processor took for those of them that know it. */
  readonly processorSecondsRead: () => number;
}

/** The processor of this machine. */
export interface MeteredProcessor extends Omit<Processor, 'seconds'> {
  /** What this process has taken of it since it began, over all threads. */
  readonly seconds: () => number;
}

export interface RecordArguments {
  readonly entry: ExperimentEntry;
  readonly runtime: Session;
  /** What the machine knows of the code that runs. */
  readonly code: Pick<Provenance, 'commit' | 'packages'>;
  /** The code as it was before the run. */
  readonly sources: Sources;
  readonly kept?: TimedParts;
  /** Where it is known what the processor takes. */
  readonly processor?: MeteredProcessor;
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
  const secondsBefore = args.processor?.seconds() ?? 0;
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
    ...(args.processor && { processor: taken(args.processor, secondsBefore, kept) }),
    dataHash: await hashOf(data),
  };
  const { title, caption, alternative, ...rest } = await describe(entry, data);
  return { id, title, caption, alternative, config, seed, data, ...rest, provenance, sources };
}

function taken({ model, cores, seconds }: MeteredProcessor, before: number, kept?: TimedParts): Processor {
  return { model, cores, seconds: rounded(seconds() - before + (kept?.processorSecondsRead() ?? 0)) };
}

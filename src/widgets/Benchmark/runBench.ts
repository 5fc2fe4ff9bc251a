import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '@vla/kernels';
import type { Session, WebGpuSession } from '@vla/kernels';
import type { ProcessorSuiteName, ScalingSizes, SuiteArguments, SuiteResult } from '@vla/kernels/bench';
import { experiments } from '../../experiments/registry.ts';
import type { Progress } from '../../lib/experiment.ts';
import { sentence } from '../../lib/sentence.ts';
import { startBackend } from '../../lib/training/backend.ts';
import { parts, pairsOf, type Part, type PartName, type Thoroughness } from './parts.ts';
import type { BenchReport, PartResult } from './report.ts';

interface BenchArguments {
  readonly session: Session;
  /** Why the session is not on a graphics device, as a part of a sentence, or null. */
  readonly reason: string | null;
  readonly chosen: readonly PartName[];
  readonly thoroughness: Thoroughness;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

const seed = 1;

/** Measures the chosen parts one after another. A part that has nothing to measure here says why. */
export async function runBench(args: BenchArguments): Promise<BenchReport> {
  const { session, reason: missing, chosen, thoroughness, signal, onProgress } = args;
  const wanted = parts.filter(({ name }) => chosen.includes(name));
  const possible = (part: Part): boolean => part.onCpu || session.backend === 'webgpu';
  const total = wanted.filter(possible).reduce((sum, { weight }) => sum + weight, 0);
  const results: PartResult[] = [];
  let done = 0;
  for (const part of wanted) {
    if (!possible(part)) {
      const reason = `It compares kernels of a graphics device${missing ? `; ${missing}` : ''}.`;
      results.push({ part: part.name, kind: 'none', reason });
      continue;
    }
    const report = ({ fraction, message }: Progress): void =>
      onProgress({ fraction: (done + fraction * part.weight) / total, message: `${part.label}: ${message}` });
    results.push(await measure(part, { session, thoroughness, signal, onProgress: report }));
    done += part.weight;
  }
  const { label, software } = session.adapter;
  const date = new Date().toISOString();
  return { adapter: label, software, backend: session.backend, date, thoroughness, seed, parts: results };
}

type PartArguments = Pick<BenchArguments, 'session' | 'thoroughness' | 'signal' | 'onProgress'>;

async function measure({ name, kind }: Part, args: PartArguments): Promise<PartResult> {
  const { session, thoroughness, signal, onProgress } = args;
  if (name === 'processor' || name === 'training') return measureOnProcessor(name, args);
  if (kind === 'suite') {
    const suite = await loadSuite(name, thoroughness);
    const pairs = pairsOf[thoroughness];
    const place = 'browser';
    const result = await suite({ session: session as WebGpuSession, place, pairs, seed, signal, onProgress });
    return { part: name, kind, result };
  }
  const { definition, loadCompute } = experiments[name]!;
  const config = { ...definition.config, ...(thoroughness === 'quick' && definition.live) };
  const compute = await loadCompute();
  return { part: name, kind, config, data: await compute({ config, seed, runtime: session, signal, onProgress }) };
}

/** What needs no device is measured in WebAssembly wherever the rest is, and leaves TensorFlow.js's backend as it was. */
async function measureOnProcessor(part: ProcessorSuiteName, args: PartArguments): Promise<PartResult> {
  const { thoroughness, signal, onProgress } = args;
  const { PROCESSOR_SIZES, processorSuite, TRAINING_SIZES, trainingSuite } = await import('@vla/kernels/bench');
  const common = { place: 'browser', pairs: pairsOf[thoroughness], seed, signal, onProgress } as const;
  const quick = thoroughness === 'quick';
  const before = getBackend();
  try {
    if (part === 'processor') {
      const sizes = quick ? { ...PROCESSOR_SIZES, lengths: [{ D: 32, T: 256 }] } : PROCESSOR_SIZES;
      return { part, kind: 'suite', result: await processorSuite({ ...common, sizes }) };
    }
    for (const name of ['cpu', 'wasm']) await startBackend(name);
    // A step of the published size took seconds before.
    const sizes = quick ? { ...TRAINING_SIZES, mixers: [] } : TRAINING_SIZES;
    return { part, kind: 'suite', result: await trainingSuite({ ...common, sizes }) };
  } catch (error) {
    if (!(error instanceof DeviceError && error.fault === 'unavailable')) throw error;
    return { part, kind: 'none', reason: sentence(error.message) };
  } finally {
    if (before) await setBackend(before);
  }
}

type Suite = (args: SuiteArguments) => Promise<SuiteResult>;

/** A suite in its own sizes; the one of long sequences is shortened for a quick run. */
async function loadSuite(name: PartName, thoroughness: Thoroughness): Promise<Suite> {
  const { scalingSuite, SUITES, timedOperators: operators } = await import('@vla/kernels/bench');
  if (name === 'scaling' && thoroughness === 'quick')
    return (args) => scalingSuite({ ...args, sizes: { ...quickScaling, operators } });
  const suite = new Map<string, Suite>(Object.entries(SUITES)).get(name);
  if (!suite) throw new Error(`There is no suite "${name}".`);
  return suite;
}

const quickScaling: Omit<ScalingSizes, 'operators'> = {
  D: 64,
  lengths: [1024, 2048, 4096],
  longest: 16384,
  longestSoftmax: 2048,
};

import { backend, getBackend, memory } from '@tensorflow/tfjs-core';
import type { Session } from '@vla/kernels';
import type { MixerName } from '@vla/kernels/model';
import { TrainingRun, type RunOptions } from '@vla/kernels/training';
import type { Progress } from '../../../lib/experiment.ts';
import { formatDuration } from '../../../lib/format.ts';
import { trainOn } from '../../../lib/training/backend.ts';
import { optionsAt, shortTokens, longTokens } from '../setting.ts';
import type { MeasuredLength, MeasuredStep } from '../protocol.ts';

interface Measuring {
  readonly mixer: MixerName;
  readonly session: Session;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Times a step on the short sequence, says what the long one should take, and times that. Each length has a step before the one
 * that counts: it compiles shaders, and on a device its mixer is compared with the processor’s.
 */
export async function measureStep({ mixer, session, onProgress }: Measuring): Promise<Omit<MeasuredStep, 'ran'>> {
  onProgress({ fraction: 0.05, message: 'starting' });
  await trainOn(session);
  onProgress({ fraction: 0.1, message: `${shortTokens} tokens` });
  const { milliseconds } = await timed(optionsAt({ mixer, tokens: shortTokens }));
  const estimate = (milliseconds * longTokens) / shortTokens;
  onProgress({ fraction: 0.3, message: `${longTokens} tokens, about ${formatDuration(estimate)} a step` });
  const { weights, ...long } = await timed(optionsAt({ mixer, tokens: longTokens }));
  return { mixer, weights, short: { tokens: shortTokens, milliseconds }, long, estimate, bytes: bytesTaken() };
}

async function timed(options: RunOptions): Promise<MeasuredLength & { readonly weights: number }> {
  const run = new TrainingRun(options);
  try {
    let last = NaN;
    await run.train({ onStep: ({ milliseconds }) => (last = milliseconds) });
    return { tokens: run.task.length, milliseconds: last, weights: run.model.parameterCounts.total };
  } finally {
    run.dispose();
  }
}

/** In WebAssembly the whole memory of TensorFlow.js, on a device the buffers that it made; neither is ever given back. */
function bytesTaken(): number | null {
  const name = getBackend();
  if (name === 'webgpu') {
    return (memory() as { readonly numBytesAllocatedInGPU?: number }).numBytesAllocatedInGPU ?? null;
  }
  if (name !== 'wasm') return null;
  const { wasm } = backend() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
  return wasm.HEAPU8.byteLength;
}

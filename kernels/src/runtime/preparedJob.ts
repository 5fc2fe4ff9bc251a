import type { TensorInfo } from '@tensorflow/tfjs-core';
import { settingSlots } from './encode.ts';
import type { DeviceRunner } from './runner.ts';
import type { Piece } from './slices.ts';
import { TensorGuards } from './tensorGuards.ts';
import type { GuardOptions, TensorJob } from './tensorJobTypes.ts';

/** What a job on tensors submits that is the same the next time: all but its buffers. */
export interface PreparedJob {
  readonly device: GPUDevice;
  readonly guards: TensorGuards | null;
  /** The plan's dispatches. */
  readonly pieces: readonly Piece[];
  /** Where the settings are, of the guards' dispatches, too. */
  readonly settingsOf: (piece: Piece) => GPUBufferBinding | null;
}

const prepared = new WeakMap<TensorJob, PreparedJob>();

/** Prepares a job, or takes what was prepared when it came before: with inputs of the same shapes, which belong to a job. */
export function preparedJob(
  { device, calibration }: DeviceRunner,
  job: TensorJob,
  inputs: Readonly<Record<string, TensorInfo>>,
  guarded: GuardOptions | null,
): PreparedJob {
  const known = prepared.get(job);
  const pieces = calibration.dispatches(job.plan.passes);
  if (known?.device === device && areCutAlike(known.pieces, pieces)) return known;
  const guards = known?.guards ?? (guarded && guardsOf(job, inputs, guarded));
  const all = [...(guards?.inputPieces ?? []), ...pieces, ...(guards?.resultPieces ?? [])];
  // Nobody destroys the buffer: it goes with the job.
  const settingsOf = settingSlots(all, (descriptor) => device.createBuffer(descriptor));
  const made = { device, guards, pieces, settingsOf };
  prepared.set(job, made);
  return made;
}

/** How fast a shader runs is learned, and with it how long its dispatches may be. */
function areCutAlike(some: readonly Piece[], others: readonly Piece[]): boolean {
  return some.length === others.length && some.every(({ end }, i) => end === others[i]!.end);
}

function guardsOf(job: TensorJob, inputs: Readonly<Record<string, TensorInfo>>, guarded: GuardOptions): TensorGuards {
  return new TensorGuards({
    ...{ name: job.plan.name, ...guarded },
    inputs: Object.entries(inputs)
      .filter(([name]) => !guarded.ours.includes(name))
      .map(([name, { shape }]) => ({ name, shape, rows: job.rowBounds?.[name] })),
    results: Object.entries(job.shapes)
      .filter(([name]) => !job.kept?.includes(name))
      .map(([name, shape]) => ({ name, shape })),
  });
}

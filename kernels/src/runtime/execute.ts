import { ArgumentError, DeviceError, messageOf } from '../errors.ts';
import { encodePieces, settingSlots } from './encode.ts';
import { popErrorScopes, pushErrorScopes } from './errorScopes.ts';
import { JobBuffers } from './jobBuffers.ts';
import type { KeptBuffers } from './keptBuffer.ts';
import { checkLimits } from './limits.ts';
import type { Pipeline } from './pipelines.ts';
import type { KernelPlan } from './plan.ts';
import type { DeviceRunner } from './runner.ts';
import { startOf } from './slices.ts';
import { withTimeLimit } from './timeLimit.ts';

export interface ExecuteOptions {
  /** Stops the job at the end of the slice in flight, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the fraction done, 0…1, after each slice. */
  readonly onProgress?: (fraction: number) => void;
  /** Buffers from earlier jobs that take the place of the plan's buffers of these names. Default none. */
  readonly kept?: KeptBuffers;
  /** The inputs are nobody else's and will not change, so the job needs no copy of them. Default false. */
  readonly unchanging?: boolean;
}

export interface Execution {
  /** Words of every output and state buffer of the plan, by name. */
  readonly outputs: Record<string, Float32Array>;
  readonly dispatches: number;
  /** Command buffers submitted, one after another. */
  readonly submissions: number;
  /** Wall time in milliseconds, upload, compilation and read-back included. */
  readonly milliseconds: number;
}

/** A submission that takes longer than this is given up. */
const WATCHDOG = 120_000;

/**
 * Runs one plan on the runner's device. Every fault rejects with a DeviceError and yields no number: limits
 * before any work, then compilation, device errors, loss, and the guards on what was read back.
 * `flush` submits what another user of the device has recorded so far.
 */
export async function runJob(
  runner: DeviceRunner,
  plan: KernelPlan,
  inputs: Readonly<Record<string, Float32Array>>,
  options: ExecuteOptions,
  flush: () => void,
): Promise<Execution> {
  const start = performance.now();
  options.signal?.throwIfAborted();
  checkLimits(plan, runner.device.limits);
  const { kept = {} } = options;
  checkInputs(plan, inputs, kept);
  if (runner.isLost) throw runner.lossError();
  const pipelines = new Map<string, Pipeline>();
  for (const pass of plan.passes)
    if (!pipelines.has(pass.code)) pipelines.set(pass.code, await runner.whileAlive(runner.pipelines.get(pass)));

  flush();
  pushErrorScopes(runner.device);
  const buffers = new JobBuffers(runner.ledger, plan, kept);
  let failure: unknown = null;
  let counts = { dispatches: 0, submissions: 0 };
  try {
    buffers.allocate(inputs);
    counts = await submitSlices(runner, plan, pipelines, buffers, options);
  } catch (error) {
    failure = error instanceof RangeError ? new DeviceError('out-of-memory', error.message) : error;
  }
  const deviceError = await deviceErrorOf(runner, popErrorScopes(runner.device));
  try {
    if (deviceError) throw deviceError;
    if (failure) throw failure;
    return { outputs: buffers.read(), ...counts, milliseconds: performance.now() - start };
  } finally {
    buffers.destroy();
  }
}

/** Submits bounded slices until all passes ran and the results are mapped. */
async function submitSlices(
  runner: DeviceRunner,
  plan: KernelPlan,
  pipelines: ReadonlyMap<string, Pipeline>,
  buffers: JobBuffers,
  { signal, onProgress }: ExecuteOptions,
): Promise<{ dispatches: number; submissions: number }> {
  const { device, calibration } = runner;
  const total = plan.passes.reduce((sum, pass) => sum + pass.flops, 0);
  let cursor = startOf(plan.passes);
  let dispatches = 0;
  let submissions = 0;
  let done = 0;
  do {
    signal?.throwIfAborted();
    const slice = calibration.next(plan.passes, cursor);
    cursor = slice.cursor;
    const last = cursor.pass === plan.passes.length;
    const encoder = device.createCommandEncoder({ label: plan.name });
    encodePieces({
      device,
      encoder,
      pieces: slice.pieces,
      pipelineOf: (pass) => pipelines.get(pass.code)!,
      bufferOf: (name) => buffers.get(name),
      settingsOf: settingSlots(slice.pieces, (descriptor) => buffers.createUniforms(descriptor)),
    });
    if (last) buffers.encodeReadBack(encoder);
    const submitted = performance.now();
    device.queue.submit([encoder.finish()]);
    await finished(runner, plan, last ? buffers.map() : device.queue.onSubmittedWorkDone());
    calibration.learn(slice.pieces, performance.now() - submitted);
    dispatches += slice.pieces.length;
    submissions += 1;
    done += slice.pieces.reduce((sum, piece) => sum + piece.flops, 0);
    onProgress?.(Math.min(1, done / total));
  } while (cursor.pass < plan.passes.length);
  signal?.throwIfAborted();
  return { dispatches, submissions };
}

/** Waits for submitted work; rejects where the device is lost first, or does not answer. */
export function finished<T>(runner: DeviceRunner, plan: KernelPlan, work: Promise<T>): Promise<T> {
  const late = () =>
    new DeviceError('timeout', `${plan.name}: the GPU did not finish one submission within ${WATCHDOG / 1000} s`);
  return withTimeLimit(runner.whileAlive(work), WATCHDOG, late);
}

/** What error scopes caught, or null. A lost device says so instead. */
export async function deviceErrorOf(
  runner: DeviceRunner,
  caught: Promise<DeviceError | null>,
): Promise<DeviceError | null> {
  try {
    const late = () => new DeviceError('timeout', 'the GPU did not answer');
    return await withTimeLimit(runner.whileAlive(caught), WATCHDOG, late);
  } catch (error) {
    return error instanceof DeviceError ? error : new DeviceError('validation', messageOf(error));
  }
}

/** Settles as `work` does, or rejects with what error scopes caught. */
export async function unlessFaulty<T>(caught: Promise<DeviceError | null>, work: Promise<T>): Promise<T> {
  const error = await caught.catch((reason: unknown) => new DeviceError('validation', messageOf(reason)));
  if (error) throw error;
  return work;
}

/** Throws ArgumentError unless every buffer that needs numbers has as many as it should. */
export function checkInputs(plan: KernelPlan, inputs: Readonly<Record<string, Float32Array>>, kept: KeptBuffers): void {
  for (const { name, role, words } of plan.buffers) {
    if (role === 'output' || role === 'scratch') continue;
    const length = kept[name]?.words ?? inputs[name]?.length;
    if (length !== words)
      throw new ArgumentError(name, `has ${length ?? 'no'} values, and ${plan.name} expects ${words}`);
  }
}

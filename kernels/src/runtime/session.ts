import { DeviceError, messageOf } from '../errors.ts';
import { adapterOf, hostAdapter } from './adapter.ts';
import { DeviceRunner } from './runner.ts';
import { SESSION_OPTIONS, checkSessionOptions } from './sessionCheck.ts';
import type { Float32Session, HostSession, Session, SessionOf, SessionOptions, WebGpuSession } from './sessionTypes.ts';
import { activateWebGpu, shareTfjsDevice } from './tfjsDevice.ts';
import type { Backend, HostBackend } from './types.ts';
import { loadWasm } from './wasm/module.ts';

export type { ExecuteOptions, Execution } from './execute.ts';
export type { Readback } from './readBack.ts';
export type { Run, Submission } from './repeatedJob.ts';
export type {
  Float32Session,
  HostSession,
  Repeated,
  Session,
  SessionOf,
  SessionOptions,
  WebGpuSession,
} from './sessionTypes.ts';

/** Opens a place to compute. See {@link SessionOptions}. */
export function openSession<Choice extends 'auto' | Backend = 'auto'>(
  options?: SessionOptions<Choice>,
): Promise<SessionOf<Choice>>;
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  checkSessionOptions(options);
  const { backend = 'auto' } = options;
  if (backend === 'wasm') await loadWasm();
  if (backend !== 'auto' && backend !== 'webgpu') return hostSession(backend);
  try {
    return await openWebGpu(options);
  } catch (error) {
    const reason = messageOf(error);
    if (backend === 'auto') return fallback(reason);
    throw error instanceof DeviceError ? error : new DeviceError('unavailable', `WebGPU could not start: ${reason}`);
  }
}

/**
 * Gives one session to all that ask for it: opened on first use, again after somebody disposed it, and once more after its
 * device was lost. A device that is lost again is not asked a third time; the rest is computed on the CPU.
 */
export function lastingSession(options: Omit<SessionOptions, 'backend'> = {}): () => Promise<Float32Session> {
  checkSessionOptions(options, SESSION_OPTIONS);
  let latest: Promise<Float32Session> | null = null;
  let losses = 0;
  const get = async (): Promise<Float32Session> => {
    const current = (latest ??= openSession(options));
    const session = await current;
    const isLost = session.backend === 'webgpu' && session.isLost;
    if (!isLost && !session.isDisposed) return session;
    // Of several callers that find it gone, the first replaces it.
    if (latest === current) {
      if (!isLost) latest = openSession(options);
      else
        latest = ++losses === 1 ? openSession(options) : fallback('the GPU was lost twice', ' Reload to try it again.');
    }
    return get();
  };
  return get;
}

const shared = lastingSession();

/** The session that operators use when none is given; it lasts as that of {@link lastingSession} does. */
export function sharedSession(): Promise<Float32Session> {
  return shared();
}

/** WebAssembly, or JavaScript where that can't be had. */
export async function fastestHost(): Promise<'wasm' | 'cpu'> {
  return (await processorSession()).backend;
}

/** The processor in WebAssembly, or, with a note that says why, in JavaScript. */
async function processorSession(): Promise<HostSession<'wasm' | 'cpu'>> {
  try {
    await loadWasm();
    return hostSession('wasm');
  } catch (error) {
    return hostSession('cpu', { note: `It computes in JavaScript: ${messageOf(error)}.` });
  }
}

/** The processor in place of WebGPU. */
async function fallback(reason: string, next = ''): Promise<HostSession<'wasm' | 'cpu'>> {
  const session = await processorSession();
  const note = [`It runs on the CPU: ${reason}.${next}`, session.note].filter(Boolean).join(' ');
  return hostSession(session.backend, { note, reason });
}

function hostSession<Host extends HostBackend>(
  backend: Host,
  { note = null, reason = null }: Partial<Pick<HostSession, 'note' | 'reason'>> = {},
): HostSession<Host> {
  let disposed = false;
  return {
    ...{ backend, adapter: hostAdapter(backend), note, reason },
    get isDisposed() {
      return disposed;
    },
    dispose: () => void (disposed = true),
  };
}

async function openWebGpu({
  device,
  timeLimit = 5000,
  selfCheck = true,
  forTensors = false,
}: SessionOptions): Promise<WebGpuSession> {
  const shared = device
    ? { device, adapter: adapterOf(device), note: null, flush: () => undefined }
    : await shareTfjsDevice(timeLimit);
  if (forTensors) await activateWebGpu(shared.device);
  await DeviceRunner.of(shared.device).answers.probe();
  // What only a device has use for, and tensors not: a page loads it once there is one.
  const { webGpuSession } = await import('./webGpuSession.ts');
  return webGpuSession({ ...shared, selfCheck });
}

import { DeviceError, messageOf } from '../errors.ts';
import { withTimeLimit } from './timeLimit.ts';
import type { AdapterSummary, HostBackend } from './types.ts';

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i;

/** What the browser says of an adapter, in the package's own terms. */
export function summarizeAdapter(info: Partial<GPUAdapterInfo> | undefined): AdapterSummary {
  const { vendor = '', architecture = '', device = '', description = '' } = info ?? {};
  const software =
    info?.isFallbackAdapter === true || SOFTWARE.test([vendor, architecture, device, description].join(' '));
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ');
  const label = name ? (software ? `${name} (software GPU)` : name) : unnamed(software);
  return { label, vendor, architecture, device, description, software };
}

/** Whether an adapter is Mesa's driver on the processor, which compiles long texts and wide loads for half a minute. */
export function isLlvmpipe({ label }: Pick<AdapterSummary, 'label'>): boolean {
  return /llvmpipe|lavapipe/i.test(label);
}

/** In Firefox every adapter is without a name; that it is a fallback adapter is said all the same. */
function unnamed(software: boolean): string {
  return `a ${software ? 'software GPU' : 'GPU'} that the browser does not name`;
}

const HOST_LABELS: Readonly<Record<HostBackend, string>> = {
  cpu: 'CPU (float32, JavaScript)',
  wasm: 'CPU (float32, WebAssembly)',
  reference: 'CPU (float64 reference, JavaScript)',
};

/** The processor as an "adapter", for backends that need no GPU. */
export function hostAdapter(backend: HostBackend): AdapterSummary {
  const label = HOST_LABELS[backend];
  return { label, vendor: '', architecture: '', device: '', description: '', software: false };
}

const acquired = new WeakMap<GPUDevice, GPUAdapterInfo>();

/** Remembers which adapter a device came from: not every browser says it afterwards. */
export function rememberAdapter(device: GPUDevice, info: GPUAdapterInfo): void {
  acquired.set(device, info);
}

/** What the browser says of the adapter that a device came from, as far as it is known. */
export function adapterInfoOf(device: GPUDevice): GPUAdapterInfo | undefined {
  return acquired.get(device) ?? device.adapterInfo;
}

/** The adapter that a device came from, as far as it is known. */
export function adapterOf(device: GPUDevice): AdapterSummary {
  return summarizeAdapter(adapterInfoOf(device));
}

/**
 * An adapter, or a DeviceError('unavailable') that says what happened: WebGPU absent, no adapter,
 * a rejected request, or no answer within `timeLimit` milliseconds.
 */
export async function requestAdapter(gpu: GPU | undefined, timeLimit: number): Promise<GPUAdapter> {
  if (!gpu) throw new DeviceError('unavailable', 'this environment has no WebGPU');
  const late = () =>
    new DeviceError('unavailable', `the request for a GPU adapter was not answered within ${timeLimit / 1000} s`);
  let adapter: GPUAdapter | null;
  try {
    adapter = await withTimeLimit(gpu.requestAdapter({ powerPreference: 'high-performance' }), timeLimit, late);
  } catch (error) {
    if (error instanceof DeviceError) throw error;
    throw new DeviceError('unavailable', `the request for a GPU adapter failed: ${messageOf(error)}`);
  }
  if (!adapter) throw new DeviceError('unavailable', 'WebGPU is there, but it offers no adapter');
  return adapter;
}

/**
 * What Node has in other ways than browsers: WebGPU through Dawn (npm package "webgpu"), and folders of data.
 *
 * @module @vla/kernels/node
 */
import { existsSync } from 'node:fs';
import type * as Dawn from 'webgpu';
import { checkKeys, choiceOption } from './arguments.ts';
import { DeviceError, messageOf } from './errors.ts';
import { findDriver, installHint } from './runtime/nodeDrivers.ts';
import type { NodeDriver } from './runtime/nodeDrivers.ts';
import { pauseUntil } from './runtime/pauses.ts';
import { DeviceRunner } from './runtime/runner.ts';
import { openSession } from './runtime/session.ts';
import { SESSION_OPTIONS, checkSessionOptions } from './runtime/sessionCheck.ts';
import type { SessionOptions, WebGpuSession } from './runtime/session.ts';

export type { NodeDriver } from './runtime/nodeDrivers.ts';
export { nodeFolder } from './tasks/files/nodeFolder.ts';

let loaded: { readonly gpu: GPU; readonly driver: NodeDriver } | null = null;

/**
 * WebGPU in Node: loads Dawn (npm package "webgpu") with the wanted Vulkan driver and puts `navigator.gpu` and
 * the GPU constants where a browser has them, so that TensorFlow.js finds them too. The driver is fixed by the
 * first call in a process.
 *
 * @param driver "lavapipe" and "swiftshader" compute on the processor; "any" (default) takes what the system offers.
 * @throws DeviceError('unavailable') that says what to install when Dawn or the driver is missing.
 */
export async function nodeGpu(options: { readonly driver?: NodeDriver } = {}): Promise<GPU> {
  checkKeys('options', options, ['driver']);
  const driver = checkedDriver(options.driver);
  if (loaded && loaded.driver !== driver)
    throw new DeviceError('unavailable', `this process already runs on driver "${loaded.driver}", not "${driver}"`);
  if (loaded) return loaded.gpu;
  if (driver !== 'any') {
    const file = findDriver(driver, existsSync, process.env);
    if (!file) throw new DeviceError('unavailable', `no ${driver} driver was found. ${installHint(driver)}`);
    // Read by the Vulkan loader when Dawn starts it.
    process.env['VK_DRIVER_FILES'] = file;
  }
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const navigator = globalThis.navigator ?? { userAgent: 'Node.js' };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  DeviceRunner.onWait = pauseUntil;
  loaded = { gpu, driver };
  return gpu;
}

/** The package is optional: bundlers are asked to leave the import to the program that runs. */
async function loadDawn(): Promise<typeof Dawn> {
  let reason: string;
  try {
    const dawn = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ 'webgpu');
    if (typeof dawn.create === 'function') return dawn;
    // Some put an empty module in the place of one that is not there.
    reason = 'what was loaded has no "create"';
  } catch (error) {
    reason = messageOf(error);
  }
  throw new DeviceError('unavailable', `Dawn did not load (${reason}). Run: npm install webgpu`);
}

function checkedDriver(driver: unknown): NodeDriver {
  const choices = ['any', 'lavapipe', 'swiftshader'] as const;
  return choiceOption<NodeDriver>({ name: 'driver', value: driver, fallback: 'any', choices });
}

/** A WebGPU session in Node. Options as for {@link openSession}; `driver` as for {@link nodeGpu}. */
export async function openNodeSession(
  options: { readonly driver?: NodeDriver } & Omit<SessionOptions, 'backend'> = {},
): Promise<WebGpuSession> {
  checkSessionOptions(options, ['driver', ...SESSION_OPTIONS]);
  const driver = checkedDriver(options.driver);
  await nodeGpu({ driver });
  const { driver: _driver, ...ofSession } = options;
  try {
    return (await openSession({ ...ofSession, backend: 'webgpu' })) as WebGpuSession;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.fault !== 'unavailable') throw error;
    throw new DeviceError('unavailable', `${error.message}. ${installHint(driver)}`);
  }
}

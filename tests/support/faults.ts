import type { Page, Request } from '@playwright/test';

/**
 * Runs `prelude` in the page's worker before any of its own code: the site is the built one, only the browser it
 * meets is broken. Scripts of the page itself are left alone.
 */
export async function breakWorker(page: Page, prelude: () => void): Promise<void> {
  const guard = `if (typeof WorkerGlobalScope === 'function' && !self.isBroken) { self.isBroken = true; (${String(prelude)})(); }\n`;
  await page.route('**/assets/js/*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: guard + (await response.text()) });
  });
}

const isForWorker = (request: Request): boolean =>
  request.headers()['sec-fetch-dest'] === 'worker' || request.resourceType() === 'other';

/** Serves no file to the worker: as after a deploy that renamed it. */
export async function removeWorker(page: Page): Promise<void> {
  await page.route('**/assets/js/*.js', (route) =>
    isForWorker(route.request()) ? route.fulfill({ status: 404, body: 'not found' }) : route.continue(),
  );
}

/** Keeps the worker from its script, and with that every run from its end, until the returned function is called. */
export async function holdWorker(page: Page): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/js/*.js', async (route) => {
    if (isForWorker(route.request())) await released;
    await route.continue();
  });
  return release;
}

/** Each breaks WebGPU in its own way. They run in the worker, so none may refer to anything outside itself. */
export const breakages = {
  noWebGpu: () => {
    Object.defineProperty(Object.getPrototypeOf(navigator), 'gpu', { get: () => undefined });
  },
  adapterNull: () => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  },
  adapterHangs: () => {
    GPU.prototype.requestAdapter = () => new Promise(() => undefined);
  },
  adapterRejects: () => {
    GPU.prototype.requestAdapter = () => Promise.reject(new Error('the driver crashed'));
  },
  deviceRefused: () => {
    GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('no more devices'));
  },
  shaderBroken: () => {
    const create = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      return create.call(this, { ...descriptor, code: descriptor.code.replace('fn main', 'fn main main') });
    };
  },
  writesPastItsEnd: () => {
    const create = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const written = /var<storage, read_write> (\w+): array<f32>/.exec(descriptor.code)?.[1];
      const mutant = written && `$& ${written}[arrayLength(&${written}) - 1u] = 1.0;`;
      const code = mutant ? descriptor.code.replace(/fn main\([^]*?\)\s*\{/, mutant) : descriptor.code;
      return create.call(this, { ...descriptor, code });
    };
  },
  writesZeros: () => {
    const create = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      // Numbers and vectors alike; `work` is where a first pass leaves write directions for the second.
      const store = /\b(output|writeDirections|work)\[([^=;]+)\] = ([^;]+);/g;
      const code = descriptor.code.replace(store, '$1[$2] = 0.0 * ($3);');
      return create.call(this, { ...descriptor, code });
    };
  },
  deviceDestroyedOnce: () => {
    let devices = 0;
    let submissions = 0;
    const request = GPUAdapter.prototype.requestDevice;
    const submit = GPUQueue.prototype.submit;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await request.call(this, descriptor);
      if (devices++ > 0) return device;
      GPUQueue.prototype.submit = function (buffers) {
        submit.call(this, buffers);
        if (++submissions === 2) device.destroy();
      };
      return device;
    };
  },
  deviceDestroyedAlways: () => {
    const request = GPUAdapter.prototype.requestDevice;
    const submit = GPUQueue.prototype.submit;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await request.call(this, descriptor);
      GPUQueue.prototype.submit = function (buffers) {
        submit.call(this, buffers);
        device.destroy();
      };
      return device;
    };
  },
} satisfies Record<string, () => void>;

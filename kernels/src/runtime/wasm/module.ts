import { DeviceError, messageOf } from '../../errors.ts';
import type { WasmKernels, signatures } from './generated.ts';

/** The compiled kernels, without a memory. */
export interface WasmModule {
  readonly module: WebAssembly.Module;
  readonly signatures: typeof signatures;
}

let loaded: WasmModule | null = null;
let loading: Promise<void> | null = null;

/**
 * Loads and compiles the WebAssembly kernels, once. From then on operators on tensors of TensorFlow.js's backend "wasm"
 * use them; before, they are computed in JavaScript.
 *
 * @throws DeviceError('unavailable') where there is no WebAssembly, or none with vectors of 128 bits
 */
export function loadWasm(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** The kernels where {@link loadWasm} has loaded them. */
export function loadedWasm(): WasmModule | null {
  return loaded;
}

/**
 * Hides the kernels until the returned function is called: what is computed on tensors meanwhile is computed as if they
 * had not been loaded. For measurements of one against the other.
 */
export function withoutKernels(): () => void {
  const hidden = loaded;
  loaded = null;
  return () => void (loaded = hidden);
}

async function load(): Promise<void> {
  if (typeof WebAssembly === 'undefined') throw new DeviceError('unavailable', 'this environment has no WebAssembly');
  const { base64, signatures } = await import('./generated.ts');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) {
    throw new DeviceError('unavailable', 'the WebAssembly of this environment has no vectors of 128 bits (SIMD)');
  }
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes);
  } catch (error) {
    // A policy of the page may forbid it.
    throw new DeviceError('unavailable', `WebAssembly was refused: ${messageOf(error)}`);
  }
  loaded = { module, signatures };
}

/** The kernels at work in a memory, called by the names of their arguments. */
export function bindKernels({ module, signatures: names }: WasmModule, memory: WebAssembly.Memory): WasmKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const bound = Object.entries(names).map(([name, order]) => {
    const kernel = exports[name] as (...values: number[]) => number;
    const values = new Array<number>(order.length);
    const call = (args: Readonly<Record<string, number>>): number => {
      for (let i = 0; i < values.length; i++) values[i] = args[order[i]!]!;
      return kernel(...values);
    };
    return [name, call];
  });
  return Object.fromEntries(bound) as unknown as WasmKernels;
}

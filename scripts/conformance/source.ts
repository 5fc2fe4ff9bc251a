import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { loadWasm } from '@vla/kernels';
import type { Backend } from '@vla/kernels';
import { parseSourceCase, runSourceCase } from '@vla/kernels/conformance';

/** Compared results of a file, and why there is none where there is none. */
export type SourceRun = Awaited<ReturnType<typeof runSourceCase>>;

/** Why a backend has no line of a file of layers, or null. */
export function layersMissingOn(backend: Backend): string | null {
  return backend === 'reference' ? 'layers compute in float32, with TensorFlow.js' : null;
}

/** Runs weights of the source's classes on the backend of TensorFlow.js that is named like ours, which is open. */
export async function runSource(text: string, weights: Uint8Array, backend: Backend): Promise<SourceRun> {
  const given = parseSourceCase(text);
  if (backend === 'wasm') {
    // The kernels work in its memory, which must not be shared.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await loadWasm();
  }
  if (!(await setBackend(backend))) throw new Error(`TensorFlow.js has no backend "${backend}" here`);
  return runSourceCase(given, weights);
}

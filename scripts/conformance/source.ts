import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { loadWasm } from '@vla/kernels';
import type { Backend } from '@vla/kernels';
import { parseSourceCase, runSourceCase, runSourceReference } from '@vla/kernels/conformance';
import type { SourceRun } from '@vla/kernels/conformance';

/** Runs weights of the source's classes in float64, or on the backend of TensorFlow.js that is named like ours, which is open. */
export async function runSource(text: string, weights: Uint8Array, backend: Backend): Promise<SourceRun> {
  const given = parseSourceCase(text);
  if (backend === 'reference') return runSourceReference(given, weights);
  if (backend === 'wasm') {
    // The kernels work in its memory, which must not be shared.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await loadWasm();
  }
  if (!(await setBackend(backend))) throw new Error(`TensorFlow.js has no backend "${backend}" here`);
  return runSourceCase(given, weights);
}

import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loadWasm } from '@vla/kernels';
import type { Backend } from '@vla/kernels';
import { parseSourceCase, runSourceCase } from '@vla/kernels/conformance';

/** Why a backend has no line of a file of layers, or null. */
export function layersMissingOn(backend: Backend): string | null {
  return backend === 'reference' ? 'layers compute in float32, with TensorFlow.js' : null;
}

/** Runs weights of the source's classes on the backend of TensorFlow.js that is named like ours, which is open. */
export async function runSourceFile(path: string, text: string, backend: Backend) {
  const given = parseSourceCase(text);
  const weights = await readFile(resolve(dirname(path), given.weights));
  if (backend === 'wasm') await loadWasm();
  if (!(await setBackend(backend))) throw new Error(`TensorFlow.js has no backend "${backend}" here`);
  return runSourceCase(given, weights);
}

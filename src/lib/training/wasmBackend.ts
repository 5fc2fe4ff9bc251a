/** TensorFlow.js's WebAssembly backend, from files of this site's own. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';

// The memory of one with threads is shared, and the operators' kernels are compiled for one that is not.
env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

// Node reads the file from the package's folder. Elsewhere the bundler gives it an address.
if (!env().get('IS_NODE')) {
  // Whoever comes here has vectors of 128 bits, without which the operators' kernels don't load: the other files are never asked for.
  const withVectors = new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': withVectors,
    'tfjs-backend-wasm-simd.wasm': withVectors,
    'tfjs-backend-wasm-threaded-simd.wasm': withVectors,
  });
}

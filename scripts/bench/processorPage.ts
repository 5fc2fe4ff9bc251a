import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { PROCESSOR_SUITES } from '@vla/kernels/bench';

setWasmPaths(new URL('/tfjs/', location.href).href);

/** The suites that need no device, with TensorFlow.js's two backends of the processor. */
export const processorSuites = PROCESSOR_SUITES;

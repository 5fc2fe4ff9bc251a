/** Compiles the package's WebAssembly kernels where their texts have changed: `npm run wasm`. */
import { ensureWasm } from './wasm/build.ts';

if (await ensureWasm()) console.log('The WebAssembly kernels are compiled.');

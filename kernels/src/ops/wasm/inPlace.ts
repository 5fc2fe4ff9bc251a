import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmModule } from '../../runtime/wasm/module.ts';
import { addressOf, tfjsHeap } from '../../runtime/wasm/tfjsHeap.ts';
import type { TfjsWasmBackend } from '../../runtime/wasm/tfjsHeap.ts';
import { allPlaces, checkResults, startIn } from './hostJob.ts';
import type { WasmProblem } from './problem.ts';

/**
 * Runs a job at a stretch on tensors of tfjs's WebAssembly backend, where they are. Inputs that the call filled in are
 * copied there. Returns its results by name.
 */
export function runInPlace(
  module: WasmModule,
  backend: TfjsWasmBackend,
  problem: WasmProblem,
  tensors: Readonly<Record<string, TensorInfo>>,
): Record<string, TensorInfo> {
  const heap = tfjsHeap(module, backend);
  const results: Record<string, TensorInfo> = {};
  try {
    const own = Object.entries(tensors).filter(([, { dtype }]) => dtype === 'float32');
    const inputs = allPlaces(
      heap,
      problem,
      Object.fromEntries(own.map(([name, info]) => [name, addressOf(backend, info)])),
    );
    for (const [name, shape] of Object.entries(problem.results)) {
      results[name] = backend.makeOutput([...shape], 'float32');
    }
    const places = Object.fromEntries(Object.entries(results).map(([name, info]) => [name, addressOf(backend, info)]));
    const job = startIn(heap, problem, inputs, places);
    for (let step = 0; step < job.steps; step++) job.run(step);
    job.finish?.();
    checkResults(heap, problem, places);
    return results;
  } catch (error) {
    for (const { dataId } of Object.values(results)) backend.disposeData(dataId);
    throw error;
  } finally {
    heap.close();
  }
}

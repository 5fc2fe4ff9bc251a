import type { Heap } from '../../runtime/wasm/heap.ts';
import { openHeap } from '../../runtime/wasm/heap.ts';
import type { WasmModule } from '../../runtime/wasm/module.ts';
import { elementCount } from '../../tensor.ts';
import type { HostTensor } from '../../tensor.ts';
import type { HostJob } from '../host/job.ts';
import type { WasmJob } from './call.ts';
import type { WasmProblem } from './problem.ts';

type Addresses = Readonly<Record<string, number>>;

/** A job on arrays: they are copied to a memory, and results from there. */
export function wasmHostJob(module: WasmModule, problem: WasmProblem): HostJob<Record<string, HostTensor>> {
  const heap = openHeap(module);
  try {
    return jobInHeap(heap, problem, {});
  } catch (error) {
    heap.close();
    throw error;
  }
}

/** The same in a heap of its own, where some inputs are already. The job closes it. */
export function jobInHeap(heap: Heap, problem: WasmProblem, places: Addresses): HostJob<Record<string, HostTensor>> {
  const inputs = allPlaces(heap, problem, places);
  const shapes = Object.entries(problem.results);
  const results = Object.fromEntries(shapes.map(([name, shape]) => [name, heap.allocate(elementCount(shape))]));
  const job = startIn(heap, problem, inputs, results);
  return {
    steps: job.steps,
    run: (step) => job.run(step),
    finish() {
      job.finish?.();
      checkResults(heap, problem, results);
      const tensors = shapes.map(([name, shape]) => [
        name,
        { shape, data: heap.floats(results[name]!, elementCount(shape)).slice() },
      ]);
      return Object.fromEntries(tensors) as Record<string, HostTensor>;
    },
    close: () => heap.close(),
  };
}

/**
 * Where all inputs of a problem are: where some of them are already, and for what the call filled in where it is among those, or
 * in a new place. 0 for what there is not.
 */
export function allPlaces(heap: Heap, { inputs }: WasmProblem, places: Addresses): Addresses {
  const entries = Object.entries(inputs);
  const known = new Map(entries.filter(([name]) => name in places).map(([name, tensor]) => [tensor, places[name]!]));
  return Object.fromEntries(
    entries.map(([name, tensor]) => {
      if (!tensor) return [name, 0];
      // What a call lacks may be another tensor of it.
      const place = places[name] ?? known.get(tensor) ?? heap.place(tensor.data);
      known.set(tensor, place);
      return [name, place];
    }),
  );
}

/** Begins a job in a heap where its tensors are. */
export function startIn(heap: Heap, problem: WasmProblem, inputs: Addresses, results: Addresses): WasmJob {
  return problem.start({
    kernels: heap.kernels,
    input: (name) => inputs[name] ?? 0,
    result: (name) => results[name] ?? 0,
    scratch: (count) => heap.allocate(count),
    floats: (address, count) => heap.floats(address, count),
  });
}

/** Throws unless all results are finite: one that overflowed is no result. */
export function checkResults(heap: Heap, { results, fault }: WasmProblem, addresses: Addresses): void {
  for (const [name, shape] of Object.entries(results)) {
    const count = elementCount(shape);
    const index = heap.kernels.firstNonFinite({ x: addresses[name]!, count });
    if (index < 0) continue;
    throw fault(name, index, heap.floats(addresses[name]!, count)[index]!);
  }
}

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
    return jobIn(heap, problem);
  } catch (error) {
    heap.close();
    throw error;
  }
}

function jobIn(heap: Heap, problem: WasmProblem): HostJob<Record<string, HostTensor>> {
  const given = Object.entries(problem.inputs).filter(([, tensor]) => tensor !== null) as [string, HostTensor][];
  const inputs = Object.fromEntries(given.map(([name, { data }]) => [name, placed(heap, data)]));
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

function placed(heap: Heap, data: HostTensor['data']): number {
  const address = heap.allocate(data.length);
  heap.floats(address, data.length).set(data);
  return address;
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

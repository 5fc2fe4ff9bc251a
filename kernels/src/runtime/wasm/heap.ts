import type { WasmKernels } from './generated.ts';
import { bindKernels } from './module.ts';
import type { WasmModule } from './module.ts';

/** A memory with the kernels at work in it, and places in it. Addresses are in bytes, and multiples of 16; 0 is none. */
export interface Heap {
  readonly kernels: WasmKernels;
  /** A place for so many float32, as whoever had it last left it. Throws a RangeError where there is none. */
  allocate(count: number): number;
  /** A place with a copy of these numbers, in float32. */
  place(numbers: Float32Array | Float64Array): number;
  /** Frees all that was allocated since the heap was opened. */
  close(): void;
  /** The numbers at an address, until something is allocated. */
  floats(address: number, count: number): Float32Array;
}

const PAGE = 65_536;

/** So that address 0 is none. */
const START = 16;

/** A heap that has grown past so many bytes is not kept: a memory can't shrink. */
const MOST_KEPT = 2 ** 26;

const ALIGNMENT = 16;

/** The first address from there on that vectors can be loaded from. */
export function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** Bytes from an address to an aligned one, at most. */
export const LARGEST_GAP = ALIGNMENT - 1;

/** What heaps of arrays have in common with the next: a memory and kernels that are bound to it. */
interface Arena {
  readonly memory: WebAssembly.Memory;
  readonly kernels: WasmKernels;
}

const idle: Arena[] = [];

/** A heap of its own, for a call by arrays. */
export function openHeap(module: WasmModule): Heap {
  const arena = idle.pop() ?? newArena(module);
  const { memory, kernels } = arena;
  let top = START;
  return withPlaces({
    kernels,
    allocate(count) {
      const address = top;
      top = aligned(top + 4 * count);
      const missing = top - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return address;
    },
    close() {
      if (memory.buffer.byteLength <= MOST_KEPT) idle.push(arena);
    },
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
  });
}

/** A heap that also copies numbers to places of their own. */
export function withPlaces(heap: Omit<Heap, 'place'>): Heap {
  return {
    ...heap,
    place(numbers) {
      const address = heap.allocate(numbers.length);
      heap.floats(address, numbers.length).set(numbers);
      return address;
    },
  };
}

function newArena(module: WasmModule): Arena {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { memory, kernels: bindKernels(module, memory) };
}

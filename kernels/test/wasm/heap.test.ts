import { expect, test, vi } from 'vitest';
import { runAtOnce, runInSlices } from '../../src/ops/host/job.ts';
import { loadWasm, openSession, vla } from '../../src/index.ts';
import { openHeap } from '../../src/runtime/wasm/heap.ts';
import { loadedWasm } from '../../src/runtime/wasm/module.ts';
import { tfjsHeap } from '../../src/runtime/wasm/tfjsHeap.ts';
import type { TfjsWasmBackend } from '../../src/runtime/wasm/tfjsHeap.ts';

await loadWasm();
const session = await openSession({ backend: 'wasm' });
const module = loadedWasm()!;

/** TensorFlow.js's backend with a memory whose next free place is `address`, which its C code returns as a signed number. */
function backendAt(address: number): { backend: TfjsWasmBackend; freed: number[] } {
  const freed: number[] = [];
  const memory = new WebAssembly.Memory({ initial: 1 });
  const wasm = { asm: { memory }, _malloc: () => address | 0, _free: (place: number) => void freed.push(place) };
  return { backend: { wasm } as unknown as TfjsWasmBackend, freed };
}

test.each([16, 24, 2 ** 31 - 8, 2 ** 31, 2 ** 32 - 64])('a place at %d is used, and freed', (address) => {
  const { backend, freed } = backendAt(address);
  const heap = tfjsHeap(module, backend);
  const place = heap.allocate(5);
  expect(place % 16).toBe(0);
  expect(place).toBeGreaterThanOrEqual(address);
  expect(place - address).toBeLessThan(16);
  heap.close();
  expect(freed).toEqual([address]);
});

test('a full memory is an error', () => {
  expect(() => tfjsHeap(module, backendAt(0).backend).allocate(5)).toThrow(RangeError);
});

/** How many memories `work` makes. */
async function memoriesOf(work: () => Promise<unknown>): Promise<number> {
  const made = vi.spyOn(WebAssembly, 'Memory');
  try {
    await work();
    return made.mock.calls.length;
  } finally {
    made.mockRestore();
  }
}

function inputs(T: number) {
  const rows = (value: number) => ({ shape: [1, 1, T, 4], data: new Float32Array(4 * T).fill(value) });
  return { q: rows(0.5), k: rows(0.5), v: rows(1), u: rows(0.1) };
}

test('calls one after another have one memory, those that fail or are stopped among them', async () => {
  const good = (): Promise<unknown> => vla(inputs(8), { lambda0: 1, session });
  await good();
  const large = (value: number) => ({ shape: [1, 1, 8, 4], data: new Float32Array(32).fill(value) });
  const diverging = { ...inputs(8), q: large(1e3), v: large(3e38) };
  const stopped = async (): Promise<unknown> => {
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error('stopped'));
    return vla(inputs(200_000), { lambda0: 1, session, signal: controller.signal, onProgress });
  };
  expect(
    await memoriesOf(async () => {
      for (let i = 0; i < 3; i++) {
        await good();
        await expect(vla(diverging, { lambda0: 1, session })).rejects.toThrow('diverged');
        await expect(stopped()).rejects.toThrow('stopped');
      }
    }),
  ).toBe(0);
});

test('what is too large for any memory leaves it to the next', async () => {
  const heap = openHeap(module);
  expect(() => heap.allocate(2 ** 31)).toThrow(RangeError);
  heap.close();
  expect(await memoriesOf(async () => openHeap(module).close())).toBe(0);
});

test('a job is closed once, after its result or its fault', async () => {
  const close = vi.fn();
  const job = { steps: 1, run: () => undefined, finish: () => 7, close };
  expect(runAtOnce(job)).toBe(7);
  expect(await runInSlices(job, {})).toBe(7);
  const failing = {
    ...job,
    run: (): void => {
      throw new Error('no');
    },
  };
  expect(() => runAtOnce(failing)).toThrow('no');
  await expect(runInSlices(failing, {})).rejects.toThrow('no');
  await expect(runInSlices(job, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  expect(close).toHaveBeenCalledTimes(5);
});

import { DeviceError } from '../errors.ts';
import { checkCanary, checkComplete, checkFinite, CANARY_WORDS } from './guards.ts';
import { bufferBytes } from './limits.ts';
import type { BufferLedger } from './memory.ts';
import type { BufferPlan } from './plan.ts';

/** Distance of two slots: the offset alignment that every device accepts. */
const ALIGNMENT = 256;

/** Bytes from one slot of a buffer to the next. A slot is the buffer of one run, canary included. */
export function slotBytes(plan: Pick<BufferPlan, 'words'>): number {
  return Math.ceil(bufferBytes(plan) / ALIGNMENT) * ALIGNMENT;
}

/** A buffer with `count` slots, each filled by `fill`. Throws DeviceError('limit') where the device has none as large. */
export function createSlots(
  ledger: BufferLedger,
  plan: BufferPlan,
  count: number,
  usage: GPUBufferUsageFlags,
  fill: (words: Int32Array, dataWords: number) => void,
): GPUBuffer {
  const bytes = slotBytes(plan);
  const most = ledger.device.limits.maxBufferSize;
  if (count * bytes > most)
    throw new DeviceError(
      'limit',
      `"${plan.name}" of ${count} runs needs ${count * bytes} bytes at once, and a buffer of this device has at most ${most}`,
    );
  const buffer = ledger.create({ label: plan.name, size: count * bytes, usage, mappedAtCreation: true });
  const words = new Int32Array(buffer.getMappedRange());
  for (let slot = 0; slot < count; slot++)
    fill(words.subarray((slot * bytes) / 4, ((slot + 1) * bytes) / 4), plan.words);
  buffer.unmap();
  return buffer;
}

/**
 * What a shader has of a slot: exactly the buffer that it would have alone, so that it can't write into the next. Of some runs that
 * it takes together, their slots from the first on.
 */
export function slotBinding(buffer: GPUBuffer, plan: BufferPlan, slot: number, runs = 1): GPUBufferBinding {
  const bytes = slotBytes(plan);
  return { buffer, offset: slot * bytes, size: (runs - 1) * bytes + bufferBytes(plan) };
}

/** The numbers of a slot that was read back, checked as those of any job. */
export function checkedSlot(plan: BufferPlan, words: Int32Array): Float32Array {
  const data = words.subarray(0, plan.words);
  checkCanary(plan.name, words.subarray(plan.words, plan.words + CANARY_WORDS));
  checkComplete(plan.name, data);
  checkFinite(plan.name, data);
  return new Float32Array(words.buffer, words.byteOffset, plan.words);
}

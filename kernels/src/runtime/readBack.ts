import { DeviceError } from '../errors.ts';
import { CANARY_WORDS, checkCanary } from './guards.ts';
import { bufferBytes } from './limits.ts';
import type { BufferPlan, KernelPlan } from './plan.ts';
import { checkedSlot, slotBytes } from './slots.ts';
import { FLAG_WORDS, unreadFault } from './unreadGuard.ts';

/** Of which runs the outputs are read: of all, of the last, of none. The others are looked through on the device. */
export type Readback = 'all' | 'last' | 'none';

/** A fault of one of several runs, counted from 0. */
export class RunError extends DeviceError {
  constructor(
    readonly run: number,
    { fault, message, position }: DeviceError,
  ) {
    super(fault, message, position);
  }
}

/** Outputs by name; null of a run that was not read. */
export type RunOutputs = Readonly<Record<string, Float32Array>> | null;

/** A stretch of a buffer that is copied to where it can be mapped. */
export interface Region {
  readonly plan: BufferPlan;
  /** Slots of an output; the canary of a buffer that stays; or the flags of the unread outputs, whose first one `plan` is. */
  readonly what: 'slots' | 'canary' | 'flags';
  /** In bytes: where it is, how long, and where it goes. */
  readonly from: number;
  readonly bytes: number;
  readonly to: number;
}

export interface ReadBack {
  readonly regions: readonly Region[];
  readonly bytes: number;
}

export function outputsOf({ buffers }: Pick<KernelPlan, 'buffers'>): BufferPlan[] {
  return buffers.filter(({ role }) => role === 'output');
}

/** What is copied after `runs` runs, whose outputs are in the slots from `first` on. */
export function readBackOf(plan: KernelPlan, runs: number, first: number, readback: Readback): ReadBack {
  const regions: Region[] = [];
  let to = 0;
  const add = (region: Omit<Region, 'to'>): void => {
    regions.push({ ...region, to });
    to += Math.ceil(region.bytes / 256) * 256;
  };
  const outputs = outputsOf(plan);
  const canary = CANARY_WORDS * 4;
  for (const buffer of plan.buffers) {
    if (buffer.role === 'input' || buffer.role === 'output') continue;
    add({ plan: buffer, what: 'canary', from: bufferBytes(buffer) - canary, bytes: canary });
  }
  if (readback !== 'all' && outputs[0]) {
    add({ plan: outputs[0], what: 'flags', from: 0, bytes: 4 * FLAG_WORDS * outputs.length });
  }
  const read = { all: runs, last: 1, none: 0 }[readback];
  for (const buffer of read > 0 ? outputs : []) {
    const stride = slotBytes(buffer);
    add({ plan: buffer, what: 'slots', from: (first + runs - read) * stride, bytes: read * stride });
  }
  return { regions, bytes: to };
}

/** The outputs of each run, from what was read back. Throws the fault of the first that has one. */
export function readOutputs(plan: KernelPlan, { regions }: ReadBack, runs: number, bytes: ArrayBuffer): RunOutputs[] {
  const words = new Int32Array(bytes);
  const wordsOf = (region: Region) => words.subarray(region.to / 4, (region.to + region.bytes) / 4);
  for (const region of regions) if (region.what === 'canary') checkCanary(region.plan.name, wordsOf(region));
  const flags = regions.find(({ what }) => what === 'flags');
  if (flags) checkFlags(plan, new Uint32Array(wordsOf(flags)), runs);
  const outputs: (Record<string, Float32Array> | null)[] = Array.from({ length: runs }, () => null);
  const slots = regions.filter(({ what }) => what === 'slots');
  for (let run = 0; run < runs; run++) {
    for (const region of slots) {
      const stride = slotBytes(region.plan) / 4;
      const start = (run - runs) * stride + region.bytes / 4;
      if (start < 0) continue;
      const slot = wordsOf(region).subarray(start, start + stride);
      outputs[run] = { ...outputs[run], [region.plan.name]: ofRun(run, () => checkedSlot(region.plan, slot)) };
    }
  }
  return outputs;
}

function ofRun<T>(run: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DeviceError ? new RunError(run, error) : error;
  }
}

function checkFlags(plan: KernelPlan, flags: Uint32Array, runs: number): void {
  const faults = outputsOf(plan)
    .map((output, i) => unreadFault(output, flags.subarray(i * FLAG_WORDS, (i + 1) * FLAG_WORDS), runs))
    .filter((fault) => fault !== null);
  const [first] = faults.sort((a, b) => a.run - b.run);
  if (first) throw new RunError(first.run, first.error);
}

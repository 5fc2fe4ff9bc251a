import { DeviceError } from '../errors.ts';
import { CANARY_WORD, CANARY_WORDS, SENTINEL_WORD } from './guards.ts';
import type { BufferPlan, PassPlan } from './plan.ts';
import { read, shader, written } from './shader.ts';
import { slotBytes } from './slots.ts';

const THREADS = 32;
/** Words that an invocation looks at, about. */
const PER_THREAD = 16;
const MOST_GROUPS = 64;

/** Words of flags for an output: of the first word that is not a finite number, that is unwritten, that is no canary. */
export const FLAG_WORDS = 3;

/**
 * Looks through the slots of an output that nobody reads back. A flag is the number of words from the first bad one to the
 * end, or 0. Numbers are looked at as bits: of a NaN in arithmetic WGSL promises nothing.
 */
const unreadGuard = shader({
  buffers: { output: read('u32'), flags: written('atomic<u32>') },
  settings: { total: 'u32', stride: 'u32', words: 'u32', canary: 'u32', place: 'u32', sentinel: 'u32' },
  ranged: false,
  body: `
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * ${THREADS}u;
  for (var i = invocation.x; i < settings.total; i += stride) {
    let place = i % settings.stride;
    let word = output[i];
    if (place < settings.words) {
      if ((word & 0x7f800000u) == 0x7f800000u) { atomicMax(&flags[settings.place], settings.total - i); }
      if (word == settings.sentinel) { atomicMax(&flags[settings.place + 1u], settings.total - i); }
    } else if (place < settings.words + ${CANARY_WORDS}u && word != settings.canary) {
      atomicMax(&flags[settings.place + 2u], settings.total - i);
    }
  }
}
`,
});

/** Names of the buffers that the guard's pass binds. */
export const GUARD_BUFFERS = unreadGuard.bindings;

/** The pass that looks through `slots` slots of output number `index`. */
export function unreadGuardPass(output: BufferPlan, index: number, slots: number): PassPlan {
  const stride = slotBytes(output) / 4;
  const total = slots * stride;
  return unreadGuard.pass({
    label: `guard of unread "${output.name}"`,
    settings: {
      ...{ total, stride, words: output.words, place: index * FLAG_WORDS },
      ...{ canary: CANARY_WORD >>> 0, sentinel: SENTINEL_WORD >>> 0 },
    },
    workgroups: [Math.max(1, Math.min(MOST_GROUPS, Math.ceil(total / (THREADS * PER_THREAD)))), 1, 1],
    flops: total,
  });
}

/** A fault, and the run that it is of. */
export interface RunFault {
  readonly run: number;
  readonly error: DeviceError;
}

/** What the flags of an output say after `slots` runs, or null where all is well. */
export function unreadFault(output: BufferPlan, flags: Uint32Array, slots: number): RunFault | null {
  const stride = slotBytes(output) / 4;
  const { name } = output;
  const faults = [...flags].map((left, kind): RunFault | null => {
    if (left === 0) return null;
    const place = slots * stride - left;
    const index = place % stride;
    return { run: Math.floor(place / stride), error: errorOf(name, index, kind) };
  });
  const found = faults.filter((fault) => fault !== null);
  // Of one run: what was written outside says more than what is missing, and that more than what the rest is.
  return found.reverse().sort((a, b) => a.run - b.run)[0] ?? null;
}

function errorOf(buffer: string, index: number, kind: number): DeviceError {
  const [finite, written] = [0, 1];
  if (kind === finite)
    return new DeviceError('non-finite', `"${buffer}" is NaN or infinite at index ${index}; no result`, {
      buffer,
      index,
    });
  if (kind === written)
    return new DeviceError('incomplete', `"${buffer}" was never written at index ${index}; no result`);
  return new DeviceError('out-of-bounds', `something wrote past the end of "${buffer}"; no result`);
}

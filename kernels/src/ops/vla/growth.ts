import type { HostTensor } from '../../tensor.ts';
import type { VlaOptions } from './types.ts';

type Tensors = Readonly<Record<string, HostTensor | null | undefined>>;

/** A memory that is so many times what was ever written into it is worth a word. */
const WORTH_A_WORD = 100;

/**
 * What is to be said of a memory that has grown, or null. A step multiplies what it holds along the key by 1 − kᵀα, which is between −1 and 1
 * only where that product is between 0 and 2; how A turns a key into α is known when all is computed, so that this looks at what came of it.
 * Writes that never meet add up to no more than ‖S_0‖ + Σ ‖v‖ ‖α‖.
 *
 * @param results those of the call, or null where they left the range of numbers
 */
export function vlaGrowthWarning(inputs: Tensors, options: VlaOptions, results: Tensors | null): string | null {
  if (!results) {
    const length = lengthOf(inputs);
    return length > 2 ? `keys are up to ${short(length)} long; ${advice(options)}` : null;
  }
  const { finalMemory } = results;
  if (!finalMemory || !(largest(finalMemory.data) > WORTH_A_WORD)) return null;
  const [B, H] = finalMemory.shape as [number, number];
  const most = strongestInverse(inputs, options, results);
  let [worst, size, at] = [WORTH_A_WORD, 0, -1];
  for (let head = 0; head < B * H; head++) {
    const memory = Math.sqrt(squares(headOf(finalMemory, head, B * H)));
    const ratio = memory / written(inputs, options, { head, heads: B * H, most });
    if (ratio > worst) [worst, size, at] = [ratio, memory, head];
  }
  if (at < 0) return null;
  const where = `batch ${Math.floor(at / H)}, head ${at % H}`;
  return `the memory of ${where} has grown to a size of ${short(size)}, ${short(worst)} times what was written; ${advice(options)}`;
}

function advice({ write }: VlaOptions): string {
  return `use keys of length about 1, ${write === 'plain' ? 'normalized writes, ' : ''}or an errorBound`;
}

/** ‖S_0‖ + Σ ‖v‖ ‖α‖ of a head, with what decays above 1 make of it. */
function written(
  { k, v, initialMemory, memoryDecay }: Tensors,
  { write }: VlaOptions,
  { head, heads, most }: { readonly head: number; readonly heads: number; readonly most: number },
): number {
  const [keys, values] = [headOf(k!, head, heads), headOf(v!, head, heads)];
  const T = k!.shape[2]!;
  const decays = memoryDecay ? headOf(memoryDecay, head, heads) : null;
  let sum = initialMemory ? Math.sqrt(squares(headOf(initialMemory, head, heads))) : 0;
  for (let t = 0; t < T; t++) {
    const direction = write === 'plain' ? most * Math.sqrt(squares(rowOf(keys, t, T))) : 1;
    sum = sum * Math.max(1, Math.abs(decays?.[t] ?? 1)) + Math.sqrt(squares(rowOf(values, t, T))) * direction;
  }
  return sum;
}

/** How much A can enlarge a key: it only shrinks, but for what is added to it. */
function strongestInverse({ initialInverse }: Tensors, { lambda0 }: VlaOptions, { finalInverse }: Tensors): number {
  const start = initialInverse ? Math.sqrt(squares(initialInverse.data)) : 1 / lambda0;
  return Math.max(start, finalInverse ? Math.sqrt(squares(finalInverse.data)) : 0);
}

/** Length of the longest key. */
function lengthOf({ k }: Tensors): number {
  if (!k) return 0;
  const D = k.shape.at(-1)!;
  const count = k.data.length / D;
  let most = 0;
  for (let token = 0; token < count; token++) most = Math.max(most, squares(rowOf(k.data, token, count)));
  return Math.sqrt(most);
}

const headOf = ({ data }: HostTensor, head: number, heads: number): HostTensor['data'] => rowOf(data, head, heads);

function rowOf(data: HostTensor['data'], row: number, rows: number): HostTensor['data'] {
  const width = data.length / rows;
  return data.subarray(row * width, (row + 1) * width);
}

function squares(data: HostTensor['data']): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! ** 2;
  return sum;
}

function largest(data: HostTensor['data']): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]!));
  return most;
}

const short = (value: number): string => String(Number(value.toPrecision(2)));

const FLOAT32_MAX = 3.4028234663852886e38;

/** Invocations per workgroup; they stride over what there is. */
export const GUARD_THREADS = 32;

/**
 * What both guards share. `flags` has a word for each head, T less the first token that is lost there, or 0; a word that
 * is not 0 where any input is bad; a word for each tensor, its length less the place of the first bad number, or 0; and
 * the same of the first row that is too long, for each tensor whose rows have a bound.
 * Numbers are looked at as bits: of a NaN in arithmetic WGSL promises nothing.
 *
 * Uniforms: T, the place of the word for all inputs; for each tensor its words, those of a head, those of a token or 0
 * where it has no tokens, the place of its word; and for each with a bound the words of a row, the bits of
 * {@link scaleBits}, the place of its word for long rows.
 */
const shared = (binding: number, rows: number): string => `
@group(0) @binding(${binding}) var<storage, read_write> flags: array<atomic<u32>>;
@group(0) @binding(${binding + 1}) var<uniform> settings: array<vec4<u32>, ${1 + rows}>;

fn isBad(word: u32) -> bool { return (word & 0x7f800000u) == 0x7f800000u; }
`;

const main = `
@compute @workgroup_size(${GUARD_THREADS})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * ${GUARD_THREADS}u;`;

const each = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join('\n');

/**
 * Looks in inputs for numbers that are not finite, and for rows that are too long in those that are `bounded`. With `copies`,
 * each input is copied with zeros in place of them, for operators that multiply numbers of later tokens with zeros: what
 * they find before the first bad token is right then.
 */
export function inputGuardShader(bounded: readonly boolean[], copies: boolean): string {
  const count = bounded.length;
  const all = copies ? 2 * count : count;
  const lookAt = (i: number, isTooLong: string): string => `
      let word = x${i}[i];
      if (isBad(word)) { note(i, size, size.w); }
      ${copies ? `y${i}[i] = select(word, 0u, isBad(word)${isTooLong});` : ''}`;
  const eachNumber = (i: number): string => `{ let size = settings[${i + 1}];
    for (var i = invocation.x; i < size.x; i += stride) {${lookAt(i, '')}
    } }`;
  const eachRow = (i: number): string => `{ let size = settings[${i + 1}];
    let bound = settings[${1 + count + bounded.slice(0, i).filter(Boolean).length}];
    for (var row = invocation.x * bound.x; row < size.x; row += stride * bound.x) {
      var square = 0.0;
      for (var i = row; i < row + bound.x; i++) {
        let part = scaled(x${i}[i], bound);
        square += part * part;
      }
      let isTooLong = square > 1.0;
      if (isTooLong) { note(row, size, bound.w); }
      for (var i = row; i < row + bound.x; i++) {${lookAt(i, ' || isTooLong')}
      }
    } }`;
  return `${each(count, (i) => `@group(0) @binding(${i}) var<storage, read> x${i}: array<u32>;`)}
${copies ? each(count, (i) => `@group(0) @binding(${count + i}) var<storage, read_write> y${i}: array<u32>;`) : ''}
${shared(all, count + bounded.filter(Boolean).length)}
fn note(index: u32, size: vec4<u32>, place: u32) {
  atomicMax(&flags[settings[0].y], 1u);
  atomicMax(&flags[place], size.x - index);
  var lost = settings[0].x;
  if (size.z > 0u) { lost -= index % size.y / size.z; }
  atomicMax(&flags[index / size.y], lost);
}

/** A number as a part of the longest row there may be, from 0 to 2: its square can't overflow. */
fn scaled(word: u32, bound: vec4<u32>) -> f32 {
  if (isBad(word)) { return 0.0; }
  return min(abs(bitcast<f32>(word)), bitcast<f32>(bound.y)) * 0x1p-64f * bitcast<f32>(bound.z);
}
${main}
  ${each(count, (i) => (bounded[i] ? eachRow(i) : eachNumber(i)))}
}
`;
}

/**
 * Bits of the two numbers by which numbers are scaled so that the longest row there may be gets length 1: twice its length,
 * where a number may be cut off, and what to multiply with. The inverse of a length that float32 just holds would be
 * too small for it, so that is done in two steps.
 */
export function scaleBits(longest: number): readonly number[] {
  const { buffer } = Float32Array.of(Math.min(2 * longest, FLOAT32_MAX), 2 ** 64 / longest);
  return [...new Uint32Array(buffer)];
}

/** Looks for numbers in results that are not finite, and takes away those that come from an input that is not. */
export function resultGuardShader(count: number): string {
  return `${each(count, (i) => `@group(0) @binding(${i}) var<storage, read_write> x${i}: array<u32>;`)}
${shared(count, count)}
const NOTHING = 0x7fc00000u;

/** Whether number i of a tensor belongs to a token that is lost, or to no token in a head with one. */
fn isLost(i: u32, size: vec4<u32>) -> bool {
  let lost = atomicLoad(&flags[i / size.y]);
  return lost > 0u && (size.z == 0u || i % size.y / size.z >= settings[0].x - lost);
}
${main}
  let anyLost = atomicLoad(&flags[settings[0].y]) > 0u;
  ${each(
    count,
    (i) => `{ let size = settings[${i + 1}];
    for (var i = invocation.x; i < size.x; i += stride) {
      if (anyLost && isLost(i, size)) {
        x${i}[i] = NOTHING;
      } else if (isBad(x${i}[i])) {
        atomicMax(&flags[size.w], size.x - i);
      }
    } }`,
  )}
}
`;
}

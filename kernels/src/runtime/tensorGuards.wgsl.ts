/** Invocations per workgroup; they stride over what there is. */
export const GUARD_THREADS = 32;

/**
 * What both guards share. `flags` has a word for each head, T less the first token that is lost there, or 0; a word that
 * is not 0 where any input is bad; and a word for each tensor, its length less the place of the first bad number, or 0.
 * Numbers are looked at as bits: of a NaN in arithmetic WGSL promises nothing.
 *
 * Uniforms: T, the place of the word for all inputs; and for each tensor its words, those of a head, those of a token or 0
 * where it has no tokens, the place of its word.
 */
const shared = (count: number, binding: number): string => `
@group(0) @binding(${binding}) var<storage, read_write> flags: array<atomic<u32>>;
@group(0) @binding(${binding + 1}) var<uniform> settings: array<vec4<u32>, ${count + 1}>;

fn isBad(word: u32) -> bool { return (word & 0x7f800000u) == 0x7f800000u; }
`;

const main = `
@compute @workgroup_size(${GUARD_THREADS})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * ${GUARD_THREADS}u;`;

const each = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join('\n');

/**
 * Looks for numbers in inputs that are not finite. With `copies`, each input is copied with zeros in their place, for
 * operators that multiply numbers of later tokens with zeros: what they find before the first bad token is right then.
 */
export function inputGuardShader(count: number, copies: boolean): string {
  const stride = copies ? 2 * count : count;
  return `${each(count, (i) => `@group(0) @binding(${i}) var<storage, read> x${i}: array<u32>;`)}
${copies ? each(count, (i) => `@group(0) @binding(${count + i}) var<storage, read_write> y${i}: array<u32>;`) : ''}
${shared(count, stride)}
fn note(index: u32, size: vec4<u32>) {
  atomicMax(&flags[settings[0].y], 1u);
  atomicMax(&flags[size.w], size.x - index);
  var lost = settings[0].x;
  if (size.z > 0u) { lost -= index % size.y / size.z; }
  atomicMax(&flags[index / size.y], lost);
}
${main}
  ${each(
    count,
    (i) => `{ let size = settings[${i + 1}];
    for (var i = invocation.x; i < size.x; i += stride) {
      let word = x${i}[i];
      if (isBad(word)) { note(i, size); }
      ${copies ? `y${i}[i] = select(word, 0u, isBad(word));` : ''}
    } }`,
  )}
}
`;
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

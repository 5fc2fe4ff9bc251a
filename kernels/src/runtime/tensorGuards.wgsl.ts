import { read, shader, typesOf, written } from './shader.ts';
import type { ShaderBuffer, TypedSettings } from './shader.ts';

const FLOAT32_MAX = 3.4028234663852886e38;

/** Invocations per workgroup; they stride over what there is. */
export const GUARD_THREADS = 32;

/**
 * What both guards share. `flags` has a word for each head, T less the first token that is lost there, or 0; a word that
 * is not 0 where any input is bad; a word for each tensor, its length less the place of the first bad number, or 0; and
 * the same of the first row that is too long, for each tensor whose rows have a bound.
 * Numbers are looked at as bits: of a NaN in arithmetic WGSL promises nothing.
 */
const shared = `
/** Words of a tensor, of a head's part and of a token's, or 0 where it has no tokens; and which word of \`flags\` is its. */
struct Size { words: u32, perHead: u32, perToken: u32, place: u32 }

fn isBad(word: u32) -> bool { return (word & 0x7f800000u) == 0x7f800000u; }
`;

/** What a guard knows of the tensor at a place, beside those of all. */
export interface TensorSize {
  readonly words: number;
  readonly perHead: number;
  /** 0 where it has no tokens. */
  readonly perToken: number;
  /** Of its word in `flags`. */
  readonly place: number;
  readonly bound?: RowSize;
}

/** Rows that may have a certain length: their words, {@link scaleOf} that length, and the place of the word for long ones. */
export interface RowSize {
  readonly row: number;
  readonly most: number;
  readonly scale: number;
  readonly longPlace: number;
}

/** The settings of a guard: T, the place of the word for all inputs, and the sizes of each tensor, with its number after the name. */
export function guardSettings(
  all: { readonly T: number; readonly any: number },
  sizes: readonly TensorSize[],
): TypedSettings {
  return Object.assign(
    { T: ['u32', all.T], any: ['u32', all.any] },
    ...sizes.map(({ words, perHead, perToken, place, bound }, i): TypedSettings => ({
      [`words${i}`]: ['u32', words],
      [`perHead${i}`]: ['u32', perHead],
      [`perToken${i}`]: ['u32', perToken],
      [`place${i}`]: ['u32', place],
      ...(bound && {
        [`row${i}`]: ['u32', bound.row],
        [`most${i}`]: ['f32', bound.most],
        [`scale${i}`]: ['f32', bound.scale],
        [`longPlace${i}`]: ['u32', bound.longPlace],
      }),
    })),
  ) as TypedSettings;
}

const sizeOf = (i: number): string =>
  `Size(settings.words${i}, settings.perHead${i}, settings.perToken${i}, settings.place${i})`;

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
export function inputGuardShader(settings: TypedSettings, bounded: readonly boolean[], copies: boolean) {
  const count = bounded.length;
  const lookAt = (i: number, isTooLong: string): string => `
      let word = x${i}[i];
      if (isBad(word)) { note(i, size, size.place); }
      ${copies ? `y${i}[i] = select(word, 0u, isBad(word)${isTooLong});` : ''}`;
  const eachNumber = (i: number): string => `{ let size = ${sizeOf(i)};
    for (var i = invocation.x; i < size.words; i += stride) {${lookAt(i, '')}
    } }`;
  const eachRow = (i: number): string => `{ let size = ${sizeOf(i)};
    for (var row = invocation.x * settings.row${i}; row < size.words; row += stride * settings.row${i}) {
      var square = 0.0;
      for (var i = row; i < row + settings.row${i}; i++) {
        let part = scaled(x${i}[i], settings.most${i}, settings.scale${i});
        square += part * part;
      }
      let isTooLong = square > 1.0;
      if (isTooLong) { note(row, size, settings.longPlace${i}); }
      for (var i = row; i < row + settings.row${i}; i++) {${lookAt(i, ' || isTooLong')}
      }
    } }`;
  const body = `${shared}
fn note(index: u32, size: Size, place: u32) {
  atomicMax(&flags[settings.any], 1u);
  atomicMax(&flags[place], size.words - index);
  var lost = settings.T;
  if (size.perToken > 0u) { lost -= index % size.perHead / size.perToken; }
  atomicMax(&flags[index / size.perHead], lost);
}

/** A number as a part of the longest row there may be, from 0 to 2: its square can't overflow. */
fn scaled(word: u32, most: f32, scale: f32) -> f32 {
  if (isBad(word)) { return 0.0; }
  return min(abs(bitcast<f32>(word)), most) * 0x1p-64f * scale;
}
${main}
  ${each(count, (i) => (bounded[i] ? eachRow(i) : eachNumber(i)))}
}
`;
  const numbered = (name: string, buffer: ShaderBuffer) =>
    Object.fromEntries(bounded.map((_, i) => [`${name}${i}`, buffer]));
  return shader({
    buffers: {
      ...numbered('x', read('u32')),
      ...(copies && numbered('y', written('u32'))),
      flags: written('atomic<u32>'),
    },
    settings: typesOf(settings),
    ranged: false,
    body,
  });
}

/**
 * The two numbers by which numbers are scaled so that the longest row there may be gets length 1: twice its length,
 * where a number may be cut off, and what to multiply with. The inverse of a length that float32 just holds would be
 * too small for it, so that is done in two steps.
 */
export function scaleOf(longest: number): Pick<RowSize, 'most' | 'scale'> {
  return { most: Math.min(2 * longest, FLOAT32_MAX), scale: 2 ** 64 / longest };
}

/** Looks for numbers in results that are not finite, and takes away those that come from an input that is not. */
export function resultGuardShader(settings: TypedSettings, count: number) {
  const body = `${shared}
const NOTHING = 0x7fc00000u;

/** Whether number i of a tensor belongs to a token that is lost, or to no token in a head with one. */
fn isLost(i: u32, size: Size) -> bool {
  let lost = atomicLoad(&flags[i / size.perHead]);
  return lost > 0u && (size.perToken == 0u || i % size.perHead / size.perToken >= settings.T - lost);
}
${main}
  let anyLost = atomicLoad(&flags[settings.any]) > 0u;
  ${each(
    count,
    (i) => `{ let size = ${sizeOf(i)};
    for (var i = invocation.x; i < size.words; i += stride) {
      if (anyLost && isLost(i, size)) {
        x${i}[i] = NOTHING;
      } else if (isBad(x${i}[i])) {
        atomicMax(&flags[size.place], size.words - i);
      }
    } }`,
  )}
}
`;
  const tensors = Array.from({ length: count }, (_, i) => [`x${i}`, written('u32')] as const);
  return shader({
    buffers: { ...Object.fromEntries(tensors), flags: written('atomic<u32>') },
    settings: typesOf(settings),
    ranged: false,
    body,
  });
}

import { loadBlock, repeat, storeBlock } from '../../wgsl/text.ts';

/** How loops over the blocks of S are written: out, with constant indices, or as loops that end where a uniform says. */
export type BlockText = 'unrolled' | 'looped';

/** Numbers per row up to which the unrolled text compiles in a second or two. */
const LONGEST_UNROLLED = 128;

/**
 * The text for a device. llvmpipe compiles long texts for half a minute. On SwiftShader the unrolled one is five times
 * as fast: an array with an index that varies is gathered there, number by number.
 */
export function blockTextFor(D: number, adapter: { readonly label: string }): BlockText {
  return D > LONGEST_UNROLLED || /llvmpipe/i.test(adapter.label) ? 'looped' : 'unrolled';
}

/**
 * A third text, for llvmpipe: loops bring what a step needs from buffers into arrays, and what is done with S is written out
 * behind them. Accesses to buffers are what takes long to compile there, and an index that varies what takes long to run.
 */
export type RowText = BlockText | 'staged';

/** Numbers per row up to which the staged text compiles in about two seconds. */
const LONGEST_STAGED = 64;

/** As {@link blockTextFor}, for a pass that has a staged text. */
export function rowTextFor(D: number, adapter: { readonly label: string }): RowText {
  const text = blockTextFor(D, adapter);
  return text === 'looped' && D <= LONGEST_STAGED ? 'staged' : text;
}

/**
 * Text around four rows of a memory S [Dv,D] that one invocation keeps in an array \`S\` of 4×4 blocks: column c of
 * block j holds what the four rows have at 4j + c, so that a product with a key or a query sums within each row by
 * itself. Rows of S never meet, so such an invocation goes through a whole sequence without a barrier.
 *
 * The text around it has \`row\`, the first of the four in a buffer with rows of D numbers; \`last\`, the last one that
 * there is, which stands in for those behind it; and \`blocks\`, ⌈D/4⌉ from a uniform.
 */
export function fourRows({ D, Dv, text }: { readonly D: number; readonly Dv: number; readonly text: RowText }) {
  const count = Math.ceil(D / 4);
  const bound = text === 'unrolled' ? `${count}u` : 'blocks';
  const rows = [0, 1, 2, 3];
  return {
    declare: `var S: array<mat4x4<f32>, ${count}>;`,
    load(buffer: string): string {
      const row = (c: number) => loadBlock(D, buffer, Dv % 4 === 0 ? `(row + ${c}u)` : `min(row + ${c}u, last)`, 'j');
      return `for (var j = 0u; j < ${bound}; j++) {
    S[j] = transpose(mat4x4<f32>(${rows.map(row).join(', ')}));
  }`;
    },
    store(buffer: string): string {
      const row = (c: number) => {
        const store = storeBlock(D, buffer, `(row + ${c}u)`, 'j', `rows[${c}]`);
        return Dv % 4 === 0 ? store : `if (row + ${c}u <= last) { ${store} }`;
      };
      return `for (var j = 0u; j < ${bound}; j++) {
    let rows = transpose(S[j]);
    ${rows.map(row).join('\n    ')}
  }`;
    },
    /** A statement for every block, given its index. */
    each: (statement: (j: string) => string): string =>
      text === 'looped'
        ? `for (var j = 0u; j < ${bound}; j++) { ${statement('j')} }`
        : repeat(count, (j) => statement(`${j}u`)),
  };
}

/** The 4×4 block x yᵀ: column c is x times y's c-th number. */
export const OUTER = `
fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}
`;

import { isLlvmpipe } from '../../runtime/adapter.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { loadBlock, repeat, storeBlock } from './text.ts';

/** How the blocks of rows are gone through in each step: written out with constant indices, or in a loop that ends where a setting says. */
export type BlockText = 'unrolled' | 'looped';

/** Columns up to which the unrolled text compiles in a second or two: of {@link matrixBlocks}, and of {@link fourRows}. */
const LONGEST_UNROLLED = { blocks: 64, fourRows: 128 };

/**
 * The text for a device. llvmpipe compiles long texts for half a minute. On SwiftShader the unrolled one is five times
 * as fast: an array with an index that varies is gathered there, number by number.
 */
export function blockTextFor(
  columns: number,
  adapter: Pick<AdapterSummary, 'label'>,
  kept: keyof typeof LONGEST_UNROLLED = 'blocks',
): BlockText {
  return columns > LONGEST_UNROLLED[kept] || isLlvmpipe(adapter) ? 'looped' : 'unrolled';
}

/**
 * A third text, for llvmpipe: loops bring what a step needs from buffers into arrays, and what is done with S is written out
 * after them. Accesses to buffers are what takes long to compile there, and an index that varies what takes long to run.
 */
export type RowText = BlockText | 'staged';

/** Numbers per row up to which the staged text compiles in about two seconds. */
const LONGEST_STAGED = 64;

/** As {@link blockTextFor}, for four rows in a pass that has a staged text. */
export function rowTextFor(D: number, adapter: Pick<AdapterSummary, 'label'>): RowText {
  const text = blockTextFor(D, adapter, 'fourRows');
  return text === 'looped' && D <= LONGEST_STAGED ? 'staged' : text;
}

/**
 * Rows that one invocation keeps, in fours. SwiftShader spends more on loading a block of a vector than on using it for four
 * rows, so there a block serves eight, where the rows come in eights.
 */
export function foursFor(rows: number, text: BlockText): 1 | 2 {
  return text === 'unrolled' && rows % 8 === 0 ? 2 : 1;
}

/** A statement for a block X of four rows, with the block's index j; h tells the fours of an invocation from each other. */
type BlockStatement = (X: string, j: string, h: number) => string;

/**
 * Text around the rows of a matrix [rows,columns] that one invocation keeps, in fours, in an array X of 4×4 blocks: column c
 * of block j has what the four rows have at 4j + c. The text around it has `row`, the first one in a buffer of rows; `four`,
 * that by four, within its head; `last`, the last row there is, which stands in for those after it; and `blocks`,
 * ⌈columns/4⌉ from a uniform.
 */
export function matrixBlocks({
  columns,
  text,
  fours = 1,
}: {
  readonly columns: number;
  readonly text: BlockText;
  readonly fours?: number;
}) {
  const count = Math.ceil(columns / 4);
  const blocksOf = (statement: BlockStatement, j: string): string =>
    repeat(fours, (h) => statement(h === 0 ? `X[${j}]` : `X[${j} + ${h * count}u]`, j, h));
  const loop = (statement: BlockStatement, shared: (j: string) => string = () => ''): string =>
    `for (var j = 0u; j < blocks; j++) { ${shared('j')} ${blocksOf(statement, 'j')} }`;
  const lines = [0, 1, 2, 3];
  return {
    /** A statement for every block, where it is done in every step; before it, once for all rows, what `shared` says. */
    each: (statement: BlockStatement, shared: (j: string) => string = () => ''): string =>
      text === 'looped'
        ? loop(statement, shared)
        : repeat(count, (j) => `{ ${shared(`${j}u`)} ${blocksOf(statement, `${j}u`)} }`),
    /** The same where it is done once. */
    loop,
    declare: `var X: array<mat4x4<f32>, ${count * fours}>;`,
    load: (buffer: string): string =>
      loop((X, j, h) => {
        const line = (c: number) => loadBlock(columns, buffer, `min(row + ${4 * h + c}u, last)`, j);
        return `${X} = transpose(mat4x4<f32>(${lines.map(line).join(', ')}));`;
      }),
    store: (buffer: string): string =>
      loop(
        (X, j, h) => `{ let lines = transpose(${X});
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; ${storeBlock(columns, buffer, `(row + ${4 * h}u + c)`, j, 'line')} } }`,
      ),
    /** A multiple of I. */
    diagonal: (value: string): string =>
      loop((X, j, h) => {
        const line = (c: number) => `vec4(${lines.map((i) => (i === c ? 'on' : '0.0')).join(', ')})`;
        return `{ let on = select(0.0, ${value}, ${j} == four + ${h}u); ${X} = mat4x4<f32>(${lines.map(line).join(', ')}); }`;
      }),
  };
}

/**
 * Text around four rows of a memory S [Dv,D] that one invocation keeps in an array `S` of 4×4 blocks: column c of
 * block j holds what the four rows have at 4j + c, so that a product with a key or a query sums within each row by
 * itself. Rows of S never meet, so such an invocation goes through a whole sequence without a barrier.
 *
 * The text around it has `row`, the first of the four in a buffer with rows of D numbers; `last`, the last one that
 * there is, which stands in for those after it; and `blocks`, ⌈D/4⌉ from a uniform.
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

import { loadBlock, repeat, storeBlock } from './text.ts';

/** How the blocks are gone through in each step: written out with constant indices, or in a loop. */
export type BlockText = 'unrolled' | 'looped';

/** Columns up to which the unrolled text compiles in a second or two. */
const LONGEST_UNROLLED = 64;

/** llvmpipe compiles unrolled text for half a minute; on SwiftShader an array with a varying index is a gather. */
export function blockTextFor(columns: number, { label }: { readonly label: string }): BlockText {
  return columns > LONGEST_UNROLLED || /llvmpipe/i.test(label) ? 'looped' : 'unrolled';
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
 * that by four, within its head; `last`, the last row there is, which stands in for those behind it; and `blocks`,
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

/** The 4×4 block x yᵀ: column c is x times y's c-th number. */
export const OUTER = `
fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}
`;

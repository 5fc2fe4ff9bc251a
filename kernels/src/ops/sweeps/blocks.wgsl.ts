import { loadBlock, repeat, storeBlock } from '../wgsl.ts';

/** How the blocks are gone through in each step: written out with constant indices, or in a loop. */
export type BlockText = 'unrolled' | 'looped';

/** Columns up to which the unrolled text compiles in a second or two. */
const LONGEST_UNROLLED = 64;

/** llvmpipe compiles unrolled text for half a minute; on SwiftShader an array with a varying index is a gather. */
export function blockTextFor(columns: number, { label }: { readonly label: string }): BlockText {
  return columns > LONGEST_UNROLLED || /llvmpipe/i.test(label) ? 'looped' : 'unrolled';
}

/**
 * Text around four rows of a matrix [rows,columns] that one invocation keeps in an array X of 4×4 blocks: column c of
 * block j has what the four rows have at 4j + c. The text around it has `row`, the first of the four in a buffer of rows;
 * `last`, the last one there is, which stands in for those behind it; and `blocks`, ⌈columns/4⌉ from a uniform.
 */
export function matrixBlocks({ columns, text }: { readonly columns: number; readonly text: BlockText }) {
  const count = Math.ceil(columns / 4);
  const loop = (statement: (X: string, j: string) => string): string =>
    `for (var j = 0u; j < blocks; j++) { ${statement('X[j]', 'j')} }`;
  const lines = [0, 1, 2, 3];
  return {
    /** A statement for every block X, with its index j, where it is done in every step. */
    each: (statement: (X: string, j: string) => string): string =>
      text === 'looped' ? loop(statement) : repeat(count, (j) => statement(`X[${j}]`, `${j}u`)),
    /** The same where it is done once. */
    loop,
    declare: `var X: array<mat4x4<f32>, ${count}>;`,
    load: (buffer: string): string =>
      loop((X, j) => {
        const line = (c: number) => loadBlock(columns, buffer, `min(row + ${c}u, last)`, j);
        return `${X} = transpose(mat4x4<f32>(${lines.map(line).join(', ')}));`;
      }),
    store: (buffer: string): string =>
      loop(
        (X, j) => `let lines = transpose(${X});
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; ${storeBlock(columns, buffer, '(row + c)', j, 'line')} }`,
      ),
    /** A multiple of I, of which this invocation has the rows from 4·`four` on. */
    diagonal: (value: string): string =>
      loop((X, j) => {
        const line = (c: number) => `vec4(${lines.map((i) => (i === c ? 'on' : '0.0')).join(', ')})`;
        return `let on = select(0.0, ${value}, ${j} == four); ${X} = mat4x4<f32>(${lines.map(line).join(', ')});`;
      }),
  };
}

/** The 4×4 block x yᵀ: column c is x times y's c-th number. */
export const OUTER = `
fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}
`;

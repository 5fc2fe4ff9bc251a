import { repeat } from './text.ts';

/**
 * An 8×8 tile of a matrix product in the registers of one invocation: sixteen vec4s, x0 and x1 its first row, and so on.
 * Sixteen numbers are loaded for 64 multiply-adds; loads are what software GPUs spend their time on.
 */
export const tileText = {
  /** The tile, zero. */
  declare: repeat(16, (n) => `var x${n} = vec4<f32>();`),
  /** The tile as an array of vectors, so that a loop can store it. */
  collect: `var tileRows = array<vec4<f32>, 16>(${list(16, (n) => `x${n}`)});`,
};

/** Names NAME0 … NAME7 for eight positions. */
export function columns(name: string, position: (c: number) => string): string {
  return repeat(8, (c) => `let ${name}${c} = ${position(c)};`);
}

/**
 * Adds the outer product of two vectors of eight numbers to the tile.
 *
 * @param x, y the c-th number of each, c < 8
 * @param mapX what becomes of four neighbouring numbers of x
 */
export function tileSum({
  x,
  y,
  mapX = (_, text) => text,
}: {
  readonly x: (c: number) => string;
  readonly y: (c: number) => string;
  readonly mapX?: (four: number, text: string) => string;
}): string {
  const four = (number: (c: number) => string, index: number) => `vec4<f32>(${list(4, (c) => number(4 * index + c))})`;
  return `let left = ${four(y, 0)};
      let right = ${four(y, 1)};
      let upper = ${mapX(0, four(x, 0))};
      let lower = ${mapX(1, four(x, 1))};
      ${repeat(8, (r) => {
        const factor = `${r < 4 ? 'upper' : 'lower'}.${'xyzw'[r % 4]}`;
        return `x${2 * r} += ${factor} * left; x${2 * r + 1} += ${factor} * right;`;
      })}`;
}

function list(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(', ');
}

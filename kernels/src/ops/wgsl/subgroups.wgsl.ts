import type { DeviceTraits } from '../../runtime/types.ts';
import { repeat } from './text.ts';

/** Where the numbers of a matrix are: in registers of the lanes of one subgroup, which shows them to one another. */
export interface Lanes {
  /** Lanes of a subgroup, and of a workgroup. */
  readonly lanes: number;
}

/** Rows of a matrix [rows,columns] in the lanes of subgroups: row h · lanes + l of a subgroup is the h-th one of lane l. */
export interface LaneRows extends Lanes {
  readonly rows: number;
  readonly columns: number;
  /** Rows of a lane. */
  readonly perLane: number;
  /** WGSL: the number of columns, known at run time only, which keeps compilers from unrolling loops. */
  readonly bound: string;
}

/**
 * The subgroups of a device, where a pass of so many steps with so many numbers of a matrix in each lane gains by them. All
 * numbers are variables of their own, written out: that takes a second or two to compile, and short sequences do not make up for it.
 */
export function lanesFor(
  { subgroupSize }: Pick<DeviceTraits, 'subgroupSize'>,
  { numbers, steps }: { readonly numbers: (lanes: number) => number; readonly steps: number },
): Lanes | null {
  if (!subgroupSize || steps < FEWEST_STEPS || numbers(subgroupSize) > MOST_NUMBERS) return null;
  return { lanes: subgroupSize };
}

/** Steps from which on subgroups are the faster ones, by processor time on llvmpipe and SwiftShader; see bench/measured.md. */
const FEWEST_STEPS = 32;

/** Numbers in one lane that fit in half of the private memory that WGSL guarantees. */
const MOST_NUMBERS = 1024;

/** Numbers that a loop over columns moves at a time between buffer and registers. */
const MOVED = 16;

/**
 * A vector of `size` numbers in the lanes of a subgroup: lane l loads numbers l, lanes + l, and so on, and shows each to
 * all others.
 */
export function laneVector({ lanes }: Lanes, size: number) {
  const count = Math.ceil(size / lanes);
  const isWhole = (g: number) => (g + 1) * lanes <= size;
  return {
    /** Statements for each of the lane's numbers. */
    each: (statement: (g: number) => string): string => repeat(count, statement),
    /** Number g of the lane of a vector that begins at `start` in a buffer; zero after the vector's end. */
    load(buffer: string, start: string, g: number): string {
      const value = `${buffer}[${start} + ${g * lanes}u + lane]`;
      return isWhole(g) ? value : `select(0.0, ${value}, ${g * lanes}u + lane < ${size}u)`;
    },
    /** Writes the lane's number g. */
    store(buffer: string, start: string, g: number, value: string): string {
      const statement = `${buffer}[${start} + ${g * lanes}u + lane] = ${value};`;
      return isWhole(g) ? statement : `if (${g * lanes}u + lane < ${size}u) { ${statement} }`;
    },
    /** Number j of the vector whose numbers lanes have in NAME0, NAME1, …, in all lanes. */
    shown: (name: string, j: number): string => `subgroupBroadcast(${name}${Math.floor(j / lanes)}, ${j % lanes}u)`,
  };
}

/**
 * Text around a matrix in registers: number j of a lane's row h is the variable xH_J. The text around it has `lane`, and
 * `first`, the first row of the subgroup.
 *
 * Registers have no index, so loops over columns go round instead: in each round all numbers move some places to the left.
 */
export function laneMatrix(shape: LaneRows) {
  const { lanes, rows, columns, perLane, bound } = shape;
  const moved = Math.min(columns, Math.max(1, Math.floor(MOVED / perLane)));
  const width = moved * Math.ceil(columns / moved);
  const whole = rows % (lanes * perLane) === 0;
  const x = (h: number, j: number) => `x${h}_${j}`;
  const eachRow = (statement: (h: number) => string) => repeat(perLane, statement);
  const inline = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => text(i)).join(' ');
  const exists = (h: number, column?: string) =>
    [...(whole ? [] : [`row${h} < ${rows}u`]), ...(column && width > columns ? [`${column} < ${columns}u`] : [])].join(
      ' && ',
    );
  const column = (i: number) => `column + ${i}u`;
  const round = (h: number, last: (i: number) => string) =>
    `${inline(width - moved, (j) => `${x(h, j)} = ${x(h, j + moved)};`)} ${inline(moved, (i) => `${x(h, width - moved + i)} = ${last(i)};`)}`;
  const guarded = (condition: string, value: string) => (condition ? `select(0.0, ${value}, ${condition})` : value);
  return {
    x,
    eachRow,
    /** WGSL: the row is one of the matrix; empty where all are. */
    exists,
    declare: eachRow(
      (h) => `let row${h} = first + ${h * lanes}u + lane; ${inline(width, (j) => `var ${x(h, j)} = 0.0;`)}`,
    ),
    /** Fills the matrix; zeros in rows and columns that there are not. */
    fill: (
      value: (row: string, column: string) => string,
    ): string => `for (var column = 0u; column < ${bound}; column += ${moved}u) {
    ${eachRow((h) => round(h, (i) => guarded(exists(h, column(i)), value(`row${h}`, `(${column(i)})`))))}
  }`,
    /** Writes each number to where `place` says. */
    store: (
      buffer: string,
      place: (row: string, column: string) => string,
    ): string => `for (var column = 0u; column < ${bound}; column += ${moved}u) {
    ${eachRow((h) => {
      const write = (i: number) => {
        const statement = `${buffer}[${place(`row${h}`, `(${column(i)})`)}] = ${x(h, i)};`;
        const condition = exists(h, column(i));
        return condition ? `if (${condition}) { ${statement} }` : statement;
      };
      const first = inline(moved, (i) => `let first${h}_${i} = ${x(h, i)};`);
      return `${inline(moved, write)} ${first} ${round(h, (i) => `first${h}_${i}`)}`;
    })}
  }`,
  };
}

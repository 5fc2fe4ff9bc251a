/** Shader text for each index 0 … count−1, one after another. */
export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('\n    ');
}

/**
 * Entries 4j … 4j+3 of row `row` of a buffer with rows of D numbers, as a vec4; zeros after the end of the row.
 * The buffer is declared as an array of {@link elementOf}(D).
 */
export function loadBlock(D: number, buffer: string, row: string, j: string): string {
  if (D % 4 === 0) return `${buffer}[${row} * ${D / 4}u + ${j}]`;
  const component = (c: number) => {
    const value = `${buffer}[${row} * ${D}u + 4u * ${j} + ${c}u]`;
    return c === 0 ? value : `select(0.0, ${value}, 4u * ${j} + ${c}u < ${D}u)`;
  };
  return `vec4<f32>(${[0, 1, 2, 3].map(component).join(', ')})`;
}

/** Stores a vec4 where {@link loadBlock} reads it. */
export function storeBlock(D: number, buffer: string, row: string, j: string, value: string): string {
  if (D % 4 === 0) return `${buffer}[${row} * ${D / 4}u + ${j}] = ${value};`;
  return repeat(4, (c) => {
    const store = `${buffer}[${row} * ${D}u + 4u * ${j} + ${c}u] = ${value}[${c}];`;
    return c === 0 ? store : `if (4u * ${j} + ${c}u < ${D}u) { ${store} }`;
  });
}

/** Vectors of D numbers are read four at a time where D allows it. */
export function elementOf(D: number): 'vec4<f32>' | 'f32' {
  return D % 4 === 0 ? 'vec4<f32>' : 'f32';
}

/**
 * Access to a tensor of rows with `width` numbers each, bound as array<f32>; `width` is a WGSL expression.
 *
 * - `fn NAMEAt(row, end, column) -> f32`: one number; zero after the row's end, and for rows from `end` on
 * - `fn NAMEColumn(row, end, column) -> vec4<f32>`: the numbers of four rows, from `row` on
 */
export function readRows(name: string, width: string): string {
  return `
fn ${name}At(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < ${width}) { return ${name}[row * ${width} + column]; }
  return 0.0;
}

fn ${name}Column(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    ${name}At(row, end, column), ${name}At(row + 1u, end, column),
    ${name}At(row + 2u, end, column), ${name}At(row + 3u, end, column));
}
`;
}

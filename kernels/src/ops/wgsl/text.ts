/** Shader text for each index 0 … count−1, one after another. */
export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('\n    ');
}

/**
 * Entries 4j … 4j+3 of row `row` of a buffer with rows of D numbers, as a vec4; zeros behind the end of the row.
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

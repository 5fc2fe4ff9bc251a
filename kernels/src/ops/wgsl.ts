/** Shader text for each index 0 … count−1, one after another. */
export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('\n    ');
}

/**
 * Entries 4j … 4j+3 of row `row` of a buffer with rows of D numbers as a vec4; zeros behind the end of the row.
 * The buffer is declared as an array of vec4<f32> where D is a multiple of 4, else, or where `element` says so, of f32.
 */
export function loadBlock(D: number, buffer: string, row: string, j: number, element: 'auto' | 'f32' = 'auto'): string {
  if (element === 'auto' && D % 4 === 0) return `${buffer}[${row} * ${D / 4}u + ${j}u]`;
  const component = (c: number) => (4 * j + c < D ? `${buffer}[${row} * ${D}u + ${4 * j + c}u]` : '0.0');
  return `vec4<f32>(${[0, 1, 2, 3].map(component).join(', ')})`;
}

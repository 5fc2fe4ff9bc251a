/**
 * Entries 4j … 4j+3 of row `row` of an input with rows of D numbers; zeros behind the end of the row.
 * The input is declared as an array of vec4<f32> where D is a multiple of 4, else of f32.
 */
export function loadVector(D: number, name: string, row: string): string {
  if (D % 4 === 0) return `${name}[${row} * D4 + j]`;
  const component = (c: number) => {
    const value = `${name}[${row} * D + 4u * j + ${c}u]`;
    return c === 0 ? value : `select(0.0, ${value}, 4u * j + ${c}u < D)`;
  };
  return `vec4<f32>(${[0, 1, 2, 3].map(component).join(', ')})`;
}

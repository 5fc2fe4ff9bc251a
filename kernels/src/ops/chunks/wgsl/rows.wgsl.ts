/**
 * Access to a tensor of rows with `width` numbers each, bound as array<f32>; `width` is a WGSL expression.
 *
 * - `fn NAMEAt(row, end, column) -> f32`: one number; zero behind the row's end, and for rows from `end` on
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

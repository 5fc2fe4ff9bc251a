/** `rows` copies of a row of `size` numbers. */
export function repeatRow(to: usize, from: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, bytes);
    to += bytes;
  }
}

/** The sum of `rows` rows of `size` numbers, in their order. */
export function columnSums(to: usize, from: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  memory.fill(to, 0, bytes);
  for (let row = 0; row < rows; row++) {
    addTo(to, from, bytes);
    from += bytes;
  }
}

function addTo(to: usize, from: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}

/** Exchanges the two axes in the middle: [outer,rows,columns,size] → [outer,columns,rows,size]. */
export function exchangeAxes(to: usize, from: usize, outer: i32, rows: i32, columns: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  const line = <usize>columns * bytes;
  const all = <usize>rows * line;
  for (let block = 0; block < outer; block++) {
    for (let column = 0; column < columns; column++) {
      let at = from + <usize>column * bytes;
      for (let row = 0; row < rows; row++) {
        memory.copy(to, at, bytes);
        to += bytes;
        at += line;
      }
    }
    from += all;
  }
}

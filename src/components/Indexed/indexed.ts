/** Parts of a text in turn, some of them an index: one letter or number after "_", as in "M_t" but not in "n_pairs". */
export function indexed(text: string): { readonly part: string; readonly isIndex: boolean }[] {
  return text
    .split(/_([A-Za-z0-9])(?![A-Za-z0-9])/)
    .map((part, i) => ({ part, isIndex: i % 2 === 1 }))
    .filter(({ part }) => part !== '');
}

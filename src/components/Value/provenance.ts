/** "Title, recorded 2026-01-31 on llvmpipe, commit 0123abc": what a number in the text says of itself on hover. */
export function provenance(recorded: { title: string; date: string; adapter: string; commit: string }): string {
  const { title, date, adapter, commit } = recorded;
  return `${title}, recorded ${date.slice(0, 10)} on ${adapter}, commit ${commit.slice(0, 7)}`;
}

export type RungName = 'opLoop' | 'recurrent' | 'chunk' | 'parallel';

export const rungLabels: Readonly<Record<RungName, string>> = {
  opLoop: 'loop of operations',
  recurrent: 'recurrent kernel',
  chunk: 'chunked',
  parallel: 'time-parallel',
};

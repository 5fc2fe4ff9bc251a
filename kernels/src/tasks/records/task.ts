import { ArgumentError } from '../../errors.ts';
import { emptyBatch, rowOf } from '../batches.ts';
import { integerSetting } from '../settings.ts';
import type { Batch, Row, Split, Task } from '../types.ts';
import { checkKeys } from '../../ops/validation/options.ts';
import { aLoadedTask, aRow, aSplit } from '../shapes.ts';

/** A task whose sequences are records of files. */
export interface LoadedTask extends Task {
  /** How many records each split has. */
  readonly records: Readonly<Record<Split, number>>;
  /** Fills in one of them, from 0, in place of one that is drawn. */
  write(split: Split, index: number, row: Row): void;
}

export type Splits<Entry> = Readonly<Record<Split, readonly Entry[]>>;

/**
 * A task of records. `fill` draws one of its split, each as likely as any other and with replacement: a stream has no epochs, and
 * a batch depends on its seed and index alone. {@link recordBatch} reads a split from its beginning to its end.
 */
export function taskOfRecords<Entry>({
  splits,
  write,
  ...task
}: Pick<Task, 'name' | 'settings' | 'vocabulary' | 'length' | 'ranges'> & {
  readonly splits: Splits<Entry>;
  readonly write: (entry: Entry, row: Row) => void;
}): LoadedTask {
  const { train, validation, test } = splits;
  for (const [split, { length }] of Object.entries(splits))
    if (length === 0) throw new ArgumentError('folder', `leaves no records for ${split}`);
  return {
    ...task,
    records: { train: train.length, validation: validation.length, test: test.length },
    write(split, index, row) {
      aSplit('split', split);
      aRow('row', row);
      integerSetting('index', index, { least: 0, most: splits[split].length - 1 });
      write(splits[split][index]!, row);
    },
    fill(random, row, split) {
      const entries = splits[split];
      write(entries[random.integer(entries.length)]!, row);
    },
  };
}

/** Records `from`, `from + 1`, … of a split as a batch: as many as `size` says, and fewer at the split's end. */
export function recordBatch(
  task: LoadedTask,
  request: { readonly split: Split; readonly from: number; readonly size: number },
): Batch {
  aLoadedTask('task', task);
  checkKeys('request', request, ['split', 'from', 'size']);
  const { split, from, size } = request;
  aSplit('split', split);
  const most = task.records[split];
  integerSetting('from', from, { least: 0, most: most - 1 });
  const rows = Math.min(integerSetting('size', size, { least: 1 }), most - from);
  const batch = emptyBatch(rows, task.length);
  for (let row = 0; row < rows; row++) task.write(split, from + row, rowOf(batch, row));
  return batch;
}

import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import { integerSetting } from '../settings.ts';
import type { Review } from './reviews.ts';
import { bytes as aText, integer, listOf } from '../../shapes.ts';
import { labelledBytes, trainAndTest } from '../shapes.ts';

/** What is learned from, and told apart: a review, or any other text with a label. */
export type LabelledBytes = Pick<Review, 'bytes' | 'label'>;

export interface TextFloors {
  /** Always the label that is more frequent among those learned from. */
  readonly constant: number;
  /** Naive Bayes on runs of n bytes, by n. */
  readonly naiveBayes: Readonly<Record<number, number>>;
}

export interface RunSettings {
  /** How many bytes of each text are read, as the task reads them. */
  readonly bytes: number;
  /** Whether a run counts as often as a text has it ("all", default), or "once" for each text. */
  readonly counted?: 'all' | 'once';
}

/**
 * Shares of right answers, 0 … 1, of rules that read no order beyond a few bytes. `orders` are lengths of the runs, 1 to 3; three
 * take 300 MB while it computes.
 */
export function textFloors(
  texts: { readonly train: readonly LabelledBytes[]; readonly test: readonly LabelledBytes[] },
  by: RunSettings & { readonly orders?: readonly number[] },
): TextFloors {
  trainAndTest(labelledBytes)('texts', texts);
  checkKeys('by', by, ['bytes', 'counted', 'orders']);
  const { orders = [1, 2, 3], ...settings } = by;
  listOf(integer(1, 3))('orders', orders);
  const { train, test } = texts;
  const share = (answer: (text: Uint8Array) => 0 | 1): number =>
    test.filter((text) => answer(text.bytes) === text.label).length / test.length;
  const positive = train.filter(({ label }) => label === 1).length;
  const usual = 2 * positive > train.length ? 1 : 0;
  const naiveBayes = orders.map((order) => [order, share(byteNaiveBayes(train, { order, ...settings }))]);
  return { constant: share(() => usual), naiveBayes: Object.fromEntries(naiveBayes) as Record<number, number> };
}

/**
 * Multinomial naive Bayes on the runs of `order` bytes within the first `bytes` of a text. Every run that occurs in some text counts
 * once more than it was seen, others do not count, and labels are taken to be equally frequent.
 *
 * @returns a rule that labels a text
 */
export function byteNaiveBayes(
  train: readonly LabelledBytes[],
  by: RunSettings & { readonly order: number },
): (text: Uint8Array) => 0 | 1 {
  listOf(labelledBytes)('train', train);
  checkKeys('by', by, ['bytes', 'counted', 'order']);
  const { order, ...settings } = by;
  const runsOf = runReader(order, settings);
  const size = 256 ** order;
  const counts = [new Uint32Array(size), new Uint32Array(size)];
  for (const { bytes: text, label } of train) {
    const count = counts[label]!;
    runsOf(text, (run) => count[run]!++);
  }
  const [negative, positive] = counts as [Uint32Array, Uint32Array];
  const totals = { negative: 0, positive: 0 };
  for (let run = 0; run < size; run++) {
    if (negative[run]! + positive[run]! === 0) continue;
    totals.negative += negative[run]! + 1;
    totals.positive += positive[run]! + 1;
  }
  const usual = Math.log(totals.negative / totals.positive);
  const odds = Float32Array.from(positive, (count, run) =>
    count + negative[run]! === 0 ? 0 : Math.log((count + 1) / (negative[run]! + 1)) + usual,
  );
  return (text) => {
    aText('text', text);
    let sum = 0;
    runsOf(text, (run) => (sum += odds[run]!));
    return sum > 0 ? 1 : 0;
  };
}

type RunReader = (text: Uint8Array, visit: (run: number) => void) => void;

/** Calls `visit` with the runs of a text as numbers, first byte highest. */
function runReader(order: number, { bytes, counted }: RunSettings): RunReader {
  integerSetting('bytes', bytes, { least: 1 });
  integerSetting('order', order, { least: 1, most: 3 });
  const choices = ['all', 'once'] as const;
  const once = choiceOption({ name: 'counted', value: counted, fallback: 'all', choices }) === 'once';
  /** The last text that had a run: texts are numbered from 1 as they come. */
  const lastIn = new Uint32Array(once ? 256 ** order : 0);
  let texts = 0;
  return (text, visit) => {
    texts++;
    const end = Math.min(text.length, bytes);
    let run = 0;
    for (let i = 0; i < end; i++) {
      run = ((run << 8) | text[i]!) & (256 ** order - 1);
      if (i < order - 1 || (once && lastIn[run] === texts)) continue;
      if (once) lastIn[run] = texts;
      visit(run);
    }
  };
}

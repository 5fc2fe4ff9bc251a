import {
  aFunction,
  aNumber,
  aSignal,
  aText,
  bytes,
  count,
  fields,
  int32s,
  isObject,
  listOf,
  oneOf,
  optional,
  recordOf,
  shape,
  size,
} from '../shapes.ts';
import type { Shape } from '../shapes.ts';
import { operators } from './listops/tokens.ts';

/* What the calls of this entry point take, beside numbers and texts. */

export const aSplit = oneOf('train', 'validation', 'test');
export const counts = oneOf('published', 'any');
export const aLabel = oneOf(0, 1);

export const aRow = fields({ tokens: int32s, targets: int32s, mask: bytes });
export const aBatch = fields({
  ...{ size, length: size, tokens: int32s, targets: int32s, mask: bytes },
  ...{ lengths: optional(int32s), padding: optional(oneOf('right', 'left')) },
});

export const aTask = fields({ name: aText, vocabulary: size, length: size, fill: aFunction });
export const aLoadedTask = fields({
  ...{ name: aText, vocabulary: size, length: size, fill: aFunction, write: aFunction },
  records: fields({ train: count, validation: count, test: count }),
});

export const aFolder = fields({ name: aText, list: aFunction, read: aFunction, pieces: aFunction });
export const aLayout = fields({ root: aText, sizes: shape('a Map', (value) => value instanceof Map) });
export const loadOptions = fields({
  signal: optional(aSignal),
  onProgress: optional(aFunction),
});

/** A tree of ListOps, to its last digit. */
export const aTree = shape('a tree: a digit, or an operator with two or more of them', isTree);

function isTree(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 9;
  if (!isObject(value) || !operators.includes(value['operator'] as never)) return false;
  const { operands, value: worth, length } = value;
  return (
    Array.isArray(operands) && operands.length > 1 && operands.every(isTree) && [worth, length].every(Number.isInteger)
  );
}

export const trees = listOf(aTree);

const aTip = fields({ x: aNumber, y: aNumber, outX: aNumber, outY: aNumber });
export const tips: Shape = (name, value) => {
  listOf(aTip, 2)(name, value);
};
export const markedEnds = listOf(fields({ markers: tips, label: aLabel }));

export const aPicture = fields({ label: count, rgb: bytes });
export const aReview = fields({ id: count, rating: count, label: aLabel, bytes });
export const aPair = fields({ label: aLabel, first: bytes, second: bytes });
export const labelledBytes = fields({ bytes, label: aLabel });
export const aReviewOfFilm = fields({ film: aText, review: labelledBytes });
export const anArchive = fields({
  pictures: listOf(fields({ label: aLabel, png: bytes, path: aText })),
  decode: aFunction,
});

/** Entries of each split. */
export const splitsOf = (entry: Shape): Shape =>
  fields({ train: listOf(entry), validation: listOf(entry), test: listOf(entry) });
export const trainAndTest = (entry: Shape): Shape => fields({ train: listOf(entry), test: listOf(entry) });

export const taskSettings = recordOf(
  shape('a number or a text', (value) => ['number', 'string'].includes(typeof value)),
);

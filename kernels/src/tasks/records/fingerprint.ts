import { ArgumentError } from '../../errors.ts';
import { describe } from '../../ops/validation/options.ts';
import type { Splits } from './task.ts';

/**
 * A short name for the contents of records, in their order: another file, another label or another split has another one. It
 * notices a mistake, and is no protection from who makes two contents with one name.
 */
export class Fingerprint {
  // Two sums of the kind of FNV-1a, with different factors.
  #low = 0x811c9dc5;
  #high = 0x2f0b4c47;

  add(bytes: Uint8Array): this {
    let [low, high] = [this.#low, this.#high];
    for (const byte of bytes) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x5bd1e995);
      high ^= high >>> 15;
    }
    [this.#low, this.#high] = [low, high];
    return this.number(bytes.length);
  }

  number(value: number): this {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#high = Math.imul(this.#high ^ value, 0x5bd1e995);
    this.#high ^= this.#high >>> 15;
    return this;
  }

  toString(): string {
    return `records-${[this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')}`;
  }
}

/**
 * The fingerprint of all records, as a setting of their task: a run that is continued has it, and then it is to be the same.
 *
 * @param wanted the fingerprint that a setting names, or undefined
 * @param add adds a record
 * @throws ArgumentError where another one is wanted
 */
export function fingerprintOf<Entry>(
  splits: Splits<Entry>,
  wanted: unknown,
  add: (print: Fingerprint, entry: Entry) => void,
): string {
  const print = new Fingerprint();
  for (const entries of Object.values(splits)) {
    print.number(entries.length);
    for (const entry of entries) add(print, entry);
  }
  const data = print.toString();
  if (wanted === undefined || wanted === data) return data;
  throw new ArgumentError('data', `was ${describe(wanted)}; the files have ${data}, so they are not the same records`);
}

import { DeviceError } from '../errors.ts';

/**
 * Every buffer a shader may write is longer than its data by this many words of a known pattern. The
 * whole buffer is bound, so a write past the data lands here: devices clamp an index to the binding.
 */
export const CANARY_WORDS = 64;

/** Bit pattern of −5.08e-27 in the canary: finite, and no number a kernel is likely to write. */
export const CANARY_WORD = 0x93c9a5e7 | 0;

/**
 * Bit pattern of 7.13e37, with which outputs are filled before a job. A word that still holds it was not
 * written. A true result of exactly this value would be refused by mistake; it is 2⁻³² likely even among
 * numbers of that size.
 */
export const SENTINEL_WORD = 0x7e569c3d | 0;

const EXPONENT = 0x7f800000;

/** The initial words of an output buffer: sentinels, then the canary. */
export function fillOutput(words: Int32Array, dataWords: number): void {
  words.fill(SENTINEL_WORD, 0, dataWords);
  fillCanary(words, dataWords);
}

export function fillCanary(words: Int32Array, dataWords: number): void {
  words.fill(CANARY_WORD, dataWords, dataWords + CANARY_WORDS);
}

/** Throws DeviceError('out-of-bounds') when a canary word has changed. */
export function checkCanary(name: string, canary: Int32Array): void {
  const index = canary.findIndex((word) => word !== CANARY_WORD);
  if (index >= 0)
    throw new DeviceError('out-of-bounds', `something wrote ${index + 1} words past the end of "${name}"; no result`);
}

/** Throws DeviceError('incomplete') when a word of an output was never written. */
export function checkComplete(name: string, data: Int32Array): void {
  let missing = 0;
  let first = -1;
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== SENTINEL_WORD) continue;
    if (missing++ === 0) first = i;
  }
  if (missing > 0)
    throw new DeviceError(
      'incomplete',
      `${missing} of ${data.length} values of "${name}" were never written, the first at index ${first}; no result`,
    );
}

/** Throws DeviceError('non-finite') with the position of the first NaN or infinity. */
export function checkFinite(name: string, data: Int32Array): void {
  let count = 0;
  let first = -1;
  for (let i = 0; i < data.length; i++) {
    if ((data[i]! & EXPONENT) !== EXPONENT) continue;
    if (count++ === 0) first = i;
  }
  if (count > 0)
    throw new DeviceError(
      'non-finite',
      `${count} of ${data.length} values of "${name}" are NaN or infinite, the first at index ${first}; no result`,
      { buffer: name, index: first },
    );
}

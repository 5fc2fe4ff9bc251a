/** How red, green and blue become one grey level. */
export type Grey = 'tensorflow' | 'pillow';

const { fround } = Math;

/**
 * `tf.image.rgb_to_grayscale` on bytes, which the Long Range Arena uses: each byte times 1/255, the weights 0.2989, 0.587 and 0.114, the
 * sum times 255.5, rounded down; all of it in float32. TensorFlow leaves open in which order it adds, so that a level may differ by 1
 * where the sum is next to an integer. White becomes 255.
 */
function tensorflowGrey(red: number, green: number, blue: number): number {
  const part = (byte: number, weight: number): number => fround(fround(byte * perByte) * fround(weight));
  const sum = fround(fround(part(red, 0.2989) + part(green, 0.587)) + part(blue, 0.114));
  return Math.floor(fround(sum * 255.5));
}

const perByte = fround(1 / 255);

/**
 * Pillow's `convert("L")`, `src/libImaging/Convert.c`, which S4 and most code in PyTorch uses: weights 0.299, 0.587 and 0.114 in 65,536ths,
 * rounded to the nearest.
 */
function pillowGrey(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

export const greyOf: Readonly<Record<Grey, (red: number, green: number, blue: number) => number>> = {
  tensorflow: tensorflowGrey,
  pillow: pillowGrey,
};

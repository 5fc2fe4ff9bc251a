import { ArgumentError } from '../../errors.ts';
import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import type { Folder } from '../files/folder.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { fingerprintOf } from '../records/fingerprint.ts';
import { recordSettingNames, recordSettings } from '../records/settings.ts';
import type { RecordSettings } from '../records/settings.ts';
import { splitOff } from '../records/splits.ts';
import { taskOfRecords } from '../records/task.ts';
import type { LoadedTask } from '../records/task.ts';
import { integerSetting } from '../settings.ts';
import { greyOf } from './grey.ts';
import type { Grey } from './grey.ts';
import { findPictures, pictureNames, pictureSize, readPictures } from './pictures.ts';
import type { Pictures } from './pictures.ts';
import { imagePresets } from './presets.ts';
import type { ImagePreset } from './presets.ts';
import { aPicture, trainAndTest } from '../shapes.ts';

export interface ImageSettings extends RecordSettings {
  /** Where what is not given comes from. Default "full", as published. */
  readonly preset?: ImagePreset;
  /** Width and height, a divisor of 32. */
  readonly size?: number;
  /** "tensorflow" (default) as the Long Range Arena, "pillow" as S4. */
  readonly grey?: Grey;
}

/** Tokens 0 … 255 are grey levels. */
export const imageTokens = { asked: 256, firstAnswer: 257 } as const;

/**
 * Image of the Long Range Arena: what does a picture of CIFAR-10 show? Its grey levels row by row from above, each a token; then 256, where it
 * is asked. Answers are 257 … 266, in the order of {@link pictureNames}.
 *
 * As published, 45,000 pictures are learned from and 5,000 are for validation; which those are follows from an order of TensorFlow Datasets
 * that the files don't have, so here a seed chooses them.
 */
export function imageTask(pictures: Pictures, settings: ImageSettings = {}): LoadedTask {
  const resolved = imageSettings(settings);
  const { size, grey, splitSeed } = resolved;
  trainAndTest(aPicture)('pictures', pictures);
  const { train, test } = pictures;
  const parts = splitOff(train, { count: Math.round(train.length / 10), seed: splitSeed, keyOf: (picture) => picture });
  const splits = { train: parts.rest, validation: parts.first, test };
  return taskOfRecords({
    name: 'image',
    settings: {
      ...resolved,
      data: fingerprintOf(splits, settings.data, (print, { label, rgb }) => print.number(label).add(rgb)),
    },
    vocabulary: imageTokens.firstAnswer + pictureNames.length,
    length: size * size + 1,
    ranges: { levels: { first: 0, size: 256 }, answers: { first: imageTokens.firstAnswer, size: pictureNames.length } },
    splits,
    write({ rgb, label }, { tokens, targets, mask }) {
      writeGrey(rgb, tokens, size, grey);
      tokens[size * size] = imageTokens.asked;
      targets[size * size] = imageTokens.firstAnswer + label;
      mask[size * size] = 1;
    },
  });
}

/** The same from the published folder; see {@link readPictures}. */
export async function loadImage(
  folder: Folder,
  settings: ImageSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  const { counts } = imageSettings(settings);
  return imageTask(await readPictures(folder, await findPictures(folder), counts, options), settings);
}

function imageSettings(settings: ImageSettings) {
  checkKeys('image', settings, ['preset', 'size', 'grey', ...recordSettingNames]);
  const presets = Object.keys(imagePresets) as ImagePreset[];
  const preset = choiceOption({ name: 'preset', value: settings.preset, fallback: 'full', choices: presets });
  const size = integerSetting('size', settings.size, {
    least: 1,
    most: pictureSize,
    fallback: imagePresets[preset].size,
  });
  if (pictureSize % size !== 0) throw new ArgumentError('size', `was ${size}; expected a divisor of ${pictureSize}`);
  return {
    size,
    grey: choiceOption({
      name: 'grey',
      value: settings.grey,
      fallback: 'tensorflow',
      choices: ['tensorflow', 'pillow'] as const,
    }),
    ...recordSettings(settings),
  };
}

/** Grey levels row by row, each the mean of a square of them, rounded. */
function writeGrey(rgb: Uint8Array, tokens: Int32Array, size: number, grey: Grey): void {
  const level = greyOf[grey];
  const pixels = pictureSize ** 2;
  const side = pictureSize / size;
  const sums = new Float64Array(size * size);
  for (let i = 0; i < pixels; i++) {
    const [row, column] = [Math.floor(i / pictureSize / side), Math.floor((i % pictureSize) / side)];
    sums[row * size + column] += level(rgb[i]!, rgb[pixels + i]!, rgb[2 * pixels + i]!);
  }
  for (const [i, sum] of sums.entries()) tokens[i] = Math.round(sum / side ** 2);
}

import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import type { Folder } from '../files/folder.ts';
import type { LoadOptions } from '../files/readAll.ts';
import { fingerprintOf } from '../records/fingerprint.ts';
import { recordSettingNames, recordSettings } from '../records/settings.ts';
import type { RecordSettings } from '../records/settings.ts';
import { taskOfRecords } from '../records/task.ts';
import type { LoadedTask, Splits } from '../records/task.ts';
import { integerSetting } from '../settings.ts';
import { ask, textTokens, writeBytes } from '../text/tokens.ts';
import type { TaskSettings } from '../types.ts';
import { findPairs, readPairs } from './pairs.ts';
import type { TextPair } from './pairs.ts';
import { retrievalPresets } from './presets.ts';
import type { RetrievalPreset } from './presets.ts';
import { aPair, splitsOf } from '../shapes.ts';

export interface RetrievalSettings extends Omit<RecordSettings, 'splitSeed'> {
  /** Where what is not given comes from. Default "full", as published. */
  readonly preset?: RetrievalPreset;
  /** Bytes of each text that are read; what follows is cut off. */
  readonly bytes?: number;
}

/** The published code cuts texts off here before anything else. */
const MOST_BYTES = 10_000;

/**
 * Retrieval of the Long Range Arena: does one paper cite the other? The first text, 260, the second text, then 257, where it is asked, and
 * padding; bytes are written as in {@link textTask}. Answers are 258, no, and 259, yes.
 *
 * This is not the published model: there, two towers with the same weights read a text each, and neither attends to the other. A causal
 * model that reads one text after the other may compare them as it reads, so numbers of the two are not to be put side by side.
 */
export function retrievalTask(pairs: Splits<TextPair>, settings: RetrievalSettings = {}): LoadedTask {
  splitsOf(aPair)('pairs', pairs);
  const { counts, bytes } = retrievalSettings(settings);
  return taskOfPairs('retrieval', pairs, { bytes, counts }, settings.data);
}

/** The same from the published folder; see {@link readPairs}. */
export async function loadRetrieval(
  folder: Folder,
  settings: RetrievalSettings = {},
  options: LoadOptions = {},
): Promise<LoadedTask> {
  return retrievalTask(
    await readPairs(folder, await findPairs(folder), retrievalSettings(settings), options),
    settings,
  );
}

function retrievalSettings(settings: RetrievalSettings) {
  checkKeys('retrieval', settings, ['preset', 'bytes', ...recordSettingNames.filter((name) => name !== 'splitSeed')]);
  const { counts } = recordSettings(settings);
  return { bytes: pairBytes(settings), counts };
}

/** How many bytes of each text are read. */
export function pairBytes({ preset, bytes }: Pick<RetrievalSettings, 'preset' | 'bytes'>): number {
  const choices = Object.keys(retrievalPresets) as RetrievalPreset[];
  const chosen = choiceOption({ name: 'preset', value: preset, fallback: 'full', choices });
  return integerSetting('bytes', bytes, { least: 1, most: MOST_BYTES, fallback: retrievalPresets[chosen].bytes });
}

/** A task of pairs of texts, one after the other. */
export function taskOfPairs(
  name: string,
  splits: Splits<TextPair>,
  settings: TaskSettings & { readonly bytes: number },
  data: string | undefined,
): LoadedTask {
  const { bytes } = settings;
  const fingerprint = fingerprintOf(splits, data, (print, { label, first, second }) =>
    print.number(label).add(first.subarray(0, bytes)).add(second.subarray(0, bytes)),
  );
  return taskOfRecords({
    name,
    settings: { ...settings, data: fingerprint },
    vocabulary: textTokens.separator + 1,
    length: 2 * bytes + 2,
    ranges: { bytes: { first: textTokens.firstByte, size: 256 }, answers: { first: textTokens.no, size: 2 } },
    splits,
    write({ label, first, second }, row) {
      const between = writeBytes(row, 0, first, bytes);
      row.tokens[between] = textTokens.separator;
      ask(row, writeBytes(row, between + 1, second, bytes), label);
    },
  });
}

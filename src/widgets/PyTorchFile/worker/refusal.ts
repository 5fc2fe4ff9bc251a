import { ArgumentError } from '@vla/kernels';
import { fittingClasses, WeightNamesError, type SourceClass } from '@vla/kernels/model';
import { messageOf } from '../../../lib/messageOf.ts';
import { sentence } from '../../../lib/sentence.ts';
import type { Begun, Refused } from '../protocol.ts';

/** What is shown of lists that a file decides the length of. */
const MOST = 200;
/** Letters of a name or a sentence that a file decides the length of. */
const LETTERS = 600;

/** The first of a list, each cut to a length that a page can show. */
export function begun(names: readonly string[], most = MOST): Begun<string> {
  return { items: names.slice(0, most).map((name) => cut(name, 120)), total: names.length };
}

export function cut(text: string, letters = LETTERS): string {
  return text.length > letters ? `${text.slice(0, letters)}…` : text;
}

/** Why a file could not be opened, in words and lists. Throws what has nothing to do with the file. */
export function refusalOf(error: unknown, { bytes, wanted }: { bytes: Uint8Array; wanted?: SourceClass }): Refused {
  if (!(error instanceof ArgumentError)) throw error;
  const names =
    error instanceof WeightNamesError
      ? {
          missing: begun(error.missing),
          leftOver: begun(error.leftOver),
          misshapen: begun(
            error.misshapen.map(
              ({ name, shape, expected }) => `${name}: ${inBrackets(shape)}, not ${inBrackets(expected)}`,
            ),
          ),
        }
      : null;
  const what = wanted ? `The file could not be read as ${wanted}.` : 'The file could not be opened.';
  const why = names ? 'Its names and shapes are listed below.' : sentence(cut(messageOf(error)));
  const next = 'Choose another class, or another file: one that safetensors.torch.save_file wrote from a state_dict.';
  return { failure: { what, why, next }, fits: fitting(bytes), names };
}

const inBrackets = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

function fitting(bytes: Uint8Array): SourceClass[] {
  try {
    return fittingClasses(bytes);
  } catch {
    // It is no file of tensors, which has been said.
    return [];
  }
}

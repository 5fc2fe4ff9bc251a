import { CellTextError, type CellFailure } from './protocol.ts';
import { linesIn } from './stack.ts';

const MOST_CHARACTERS = 2000;

/** An error of a cell with its line: the first place of the stack that lies in the module at `address`. */
export function cellFailure(error: unknown, address: string | null): CellFailure {
  if (error instanceof CellTextError) return { message: error.message, line: error.line };
  if (!(error instanceof Error)) return { message: shortened(`thrown: ${inWords(error)}`), line: null };
  const [line = null] = linesIn(error.stack, address);
  return { message: shortened(`${error.name}: ${error.message}`), line };
}

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;

function inWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that has no text';
  }
}

import { printed, printedValue } from './inspect.ts';
import { plotOf, type PlotRequest } from './plot.ts';
import type { CellOutput } from './protocol.ts';

/** More than this is for a file, not for a page. */
const MOST_ITEMS = 400;
const MOST_CHARACTERS = 100_000;
/** A plot is as much to look through, and to draw, as so many lines of text. */
const ITEMS_OF_A_PLOT = 20;

/** What a cell's names `console` and `plot` do, and what becomes of its last value. */
export interface CellConsole {
  readonly console: Readonly<Record<'log' | 'info' | 'debug' | 'warn' | 'error', (...args: unknown[]) => void>>;
  readonly plot: (request: PlotRequest) => void;
  readonly showValue: (value: unknown) => unknown;
  readonly note: (text: string) => void;
}

/** Hands on what a cell prints, up to what a reader can look through. The address is that of the cell's module. */
export function cellConsole(emit: (output: CellOutput) => void, address: () => string | null): CellConsole {
  let items = 0;
  let characters = 0;
  const hand = (output: CellOutput): void => {
    if (items > MOST_ITEMS || characters > MOST_CHARACTERS) return;
    items += output.type === 'plot' ? ITEMS_OF_A_PLOT : 1;
    characters += output.type === 'text' ? output.text.length : 0;
    if (items > MOST_ITEMS || characters > MOST_CHARACTERS)
      emit({ type: 'text', tone: 'note', text: 'The rest of the output is left out: it is too long for a page.' });
    else emit(output);
  };
  const say = (tone: (CellOutput & { type: 'text' })['tone'], text: string): void => hand({ type: 'text', tone, text });
  const log = (...args: unknown[]): void => say('log', printed(args, address()));
  return {
    console: {
      log,
      info: log,
      debug: log,
      warn: (...args) => say('warn', printed(args, address())),
      error: (...args) => say('error', printed(args, address())),
    },
    plot: (request) => hand({ type: 'plot', plot: plotOf(request) }),
    showValue: (value) => {
      if (value !== undefined) say('value', printedValue(value, address()));
      return value;
    },
    note: (text) => say('note', text),
  };
}

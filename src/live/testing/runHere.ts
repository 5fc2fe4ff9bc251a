import { describePlot } from '../cell/plot.ts';
import type { CellEnd, CellOutput } from '../cell/protocol.ts';
import { runCell } from '../cell/run.ts';

export interface CellRun {
  readonly end: CellEnd;
  readonly outputs: readonly CellOutput[];
  /** What is printed, in words; a plot as the sentence that describes it. */
  readonly texts: readonly string[];
  /** The same without warnings, notes and the last value: what a program with this text prints to its standard output. */
  readonly printed: readonly string[];
}

/** Runs a cell in this process as the sandbox runs it in its worker, without the walls. */
export async function runHere(source: string): Promise<CellRun> {
  const outputs: CellOutput[] = [];
  const kept = globalThis.console;
  try {
    const end = await runCell(source, {
      emit: (output) => outputs.push(output),
      uncaught: new Promise(() => undefined),
    });
    const onConsole = outputs.filter((output) => output.type === 'plot' || output.tone === 'log');
    return { end, outputs, texts: outputs.map(inWords), printed: onConsole.map(inWords) };
  } finally {
    globalThis.console = kept;
  }
}

const inWords = (output: CellOutput): string => (output.type === 'text' ? output.text : describePlot(output.plot));

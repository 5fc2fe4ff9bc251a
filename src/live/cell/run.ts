import { addressOf } from './address.ts';
import { cellFailure } from './failure.ts';
import { checkModule, loadModule, type ModuleNamespace } from './modules.ts';
import { cellConsole } from './output.ts';
import { watchSessions } from './place.ts';
import { importsOf, prepare, showName } from './prepare.ts';
import type { CellEnd, CellOutput } from './protocol.ts';

export interface CellHost {
  readonly emit: (output: CellOutput) => void;
  /** Rejects with an error of the cell that nothing waits for, as in a timer. */
  readonly uncaught: Promise<never>;
}

const modulesName = '__modulesOfTheCell';

let runs = 0;

/**
 * Runs a cell in this realm and says how it ended; it never rejects. The cell finds `console` and `plot` as globals,
 * so a realm runs one cell at a time.
 */
export async function runCell(source: string, { emit, uncaught }: CellHost): Promise<CellEnd> {
  const started = performance.now();
  let place: string | null = null;
  let address: string | null = null;
  const { console, plot, showValue, note } = cellConsole(emit, () => address);
  // A realm keeps a module by its address, which here is its text: the number makes that of each run another.
  const mark = `\n// run ${++runs}`;
  try {
    const namespaces: Record<string, ModuleNamespace> = {};
    for (const specifier of importsOf(source, checkModule)) {
      const module = await loadModule(specifier);
      namespaces[specifier] = watchSessions(module, (session) => {
        place = session.adapter.label;
        if (session.note) note(session.note);
      });
    }
    Object.assign(globalThis, { [modulesName]: namespaces, [showName]: showValue, console, plot });
    const text = prepare(source, (specifier) => addressOf(shim(specifier, namespaces[specifier]!) + mark));
    address = addressOf(text + mark);
    await Promise.race([import(/* webpackIgnore: true */ /* @vite-ignore */ address), uncaught]);
    // A rejection that nobody handles is reported in a task that is queued after the one which a timer queues here.
    await Promise.race([nextTask().then(nextTask), uncaught]);
    return { type: 'done', milliseconds: performance.now() - started, place };
  } catch (error) {
    return { type: 'failed', failure: cellFailure(error, address) };
  }
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A module that hands on another one's members; names stand in quotes, since any name can be one. */
function shim(specifier: string, members: ModuleNamespace): string {
  const names = Object.keys(members);
  const source = `globalThis.${modulesName}[${JSON.stringify(specifier)}]`;
  const constants = names.map((name, index) => `const m${index} = ${source}[${JSON.stringify(name)}];`);
  return `${constants.join('\n')}\nexport { ${names.map((name, index) => `m${index} as ${name}`).join(', ')} };\n`;
}

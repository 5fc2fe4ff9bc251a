import { parse, type ExpressionStatement, type Node, type Program } from 'acorn';
import { transform } from 'sucrase';
import { CellTextError } from './protocol.ts';

/** Name under which a prepared module finds the function that shows its last value. */
export const showName = '__showLastValue';

/**
 * Makes a module that a browser can run from a cell: types go, imports point to what `addressOf` answers, and the value
 * of a last expression is awaited and handed to {@link showName}. Where it is a promise, the cell ends when that does:
 * left alone, one that rejects ended the cell in some browsers and not in others. Throws CellTextError with the line where the text is at fault.
 */
export function prepare(source: string, addressOf: (specifier: string) => string): string {
  const script = withoutTypes(source);
  const program = parsed(script);
  const edits: Edit[] = [];
  for (const node of program.body) {
    const from = 'source' in node ? node.source : null;
    if (!from) continue;
    const specifier = String(from.value);
    edits.push({ start: from.start, end: from.end, text: JSON.stringify(resolved(specifier, node, addressOf)) });
  }
  const last = program.body.at(-1);
  if (last?.type === 'ExpressionStatement' && hasValue(last)) {
    const { start, end } = last.expression;
    // Parentheses around an expression are not part of it; those of the call replace them.
    edits.push({ start, end, text: `${showName}(await (${script.slice(start, end)}))` });
  }
  return edits.reduceRight((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), script);
}

/** The modules that a cell imports, each once. What `check` throws of one is reported with the line that imports it. */
export function importsOf(source: string, check: (specifier: string) => void): string[] {
  const specifiers = new Set<string>();
  prepare(source, (specifier) => {
    check(specifier);
    specifiers.add(specifier);
    return specifier;
  });
  return [...specifiers];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function withoutTypes(source: string): string {
  try {
    return transform(source, { transforms: ['typescript'], disableESTransforms: true }).code;
  } catch (error) {
    throw textError(error);
  }
}

function parsed(script: string): Program {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    throw textError(error);
  }
}

/** Both readers of code throw errors with a place, and name it once more at the end of the message. */
function textError(error: unknown): CellTextError {
  const { message, loc } = error as { message: string; loc?: { line: number } };
  return new CellTextError(
    `SyntaxError: ${message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '')}`,
    loc?.line ?? 1,
  );
}

function resolved(specifier: string, node: Node, addressOf: (specifier: string) => string): string {
  try {
    return addressOf(specifier);
  } catch (error) {
    throw new CellTextError((error as Error).message, node.loc!.start.line);
  }
}

/** An assignment is not made for its value, and a directive has none. */
function hasValue({ expression, directive }: ExpressionStatement & { directive?: string }): boolean {
  return (
    directive === undefined && expression.type !== 'AssignmentExpression' && expression.type !== 'UpdateExpression'
  );
}

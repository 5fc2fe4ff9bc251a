import type { Node, PageFile } from './elements.ts';

const counts = 'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred';
const units =
  '×|%|per ?cent|(?:[mµn]|milli|micro|nano)?s(?:econds?)?|minutes?|hours?|times|-?fold|[KMG]i?B(?:/s)?|GFLOP/s|tokens?(?:/s| a second)';

/** What a measured result looks like in English. */
const results = new RegExp(
  [
    // Counts of runs, which `<Runs>` takes from the data.
    `(?<!\\w)(?:\\d+|one|${counts}) of (?:its |the |these |those )?(?:\\d+|${counts})(?: others?)? (?:runs|seeds|models)(?!\\w)`,
    `(?<!\\w)(?:\\d+|one|${counts}) of (?:its |the |these |those )?(?:\\d+|${counts}) others(?!\\w)`,
    `(?<![\\w.,§])(?:\\d[\\d.,]*[ \\u00a0-]?|(?:${counts})[ \\u00a0-])(?:${units})(?![\\w])`,
    '(?<![\\w.])\\d[\\d.]*e[-−+]?\\d+',
    '(?<![\\w.]|§ ?)\\d+\\.\\d+(?![\\w.])',
    '10[⁻⁰¹²³⁴-⁹]+',
  ].join('|'),
  'giu',
);

/** What it looks like in a formula. */
const resultsInMath = /\d[\d.]*\s*(?:\\times\s*$|\\%|\\(?:text|mathrm)\{\s*(?:[mµn]?s|GFLOP\/s|GB\/s)\s*\})/gu;

/** Components whose content says itself where a number is from. */
const sourced = ['Published', 'Given'];
/** What stands below such a heading, or in a column with such a header, is what others published, or a default. */
const publishedHeading = /^The published claims?$/;
const sourcedColumn = /\b(?:published|default)\b/i;

/** Numbers in a sentence that look like results. */
export function numbersIn(text: string): string[] {
  return [...text.matchAll(results)].map(([number]) => number);
}

/**
 * Stops the build where a page holds a number that looks like a result and does not say where it is from. A result is
 * written `<Value of="figure.quantity"/>`, a published number `<Published>109×</Published>`, a number that defines
 * something or that the reader can derive on the spot `<Given>94 %</Given>`.
 */
export default function sourcedNumbers({ except }: { readonly except: RegExp }) {
  return (tree: Node, file: PageFile): void => {
    if (except.test(file.path)) return;
    const found = unsourced(tree);
    if (found.length === 0) return;
    const list = found.map(({ line, number }) => `  line ${line}: ${number}`).join('\n');
    throw new Error(
      `${file.path}: results without a source\n${list}\n` +
        'Write <Value of="figure.quantity" />, <Published>…</Published>, or <Given>…</Given> for a definition.',
    );
  };
}

export function unsourced(page: Node): { readonly line: number | string; readonly number: string }[] {
  let heading = '';
  return [...visit(page)];

  function* visit(node: Node): Generator<{ line: number | string; number: string }> {
    if (node.type === 'heading') heading = textOf(node).trim();
    if (sourced.includes(node.name ?? '') || publishedHeading.test(heading)) return;
    const numbers =
      node.type === 'text'
        ? numbersIn(node.value ?? '')
        : node.type === 'inlineMath' || node.type === 'math'
          ? (node.value?.match(resultsInMath) ?? [])
          : [];
    for (const number of numbers) yield { line: node.position?.start.line ?? '?', number };
    for (const child of node.type === 'table' ? cells(node) : (node.children ?? [])) yield* visit(child);
  }
}

/** The cells of a table but those of columns whose header names their source. */
function* cells({ children: rows = [] }: Node): Generator<Node> {
  const headers = rows[0]?.children ?? [];
  for (const row of rows) {
    yield* (row.children ?? []).filter((_, column) => !sourcedColumn.test(textOf(headers[column])));
  }
}

function textOf(node: Node | undefined): string {
  return node?.type === 'text' ? (node.value ?? '') : (node?.children ?? []).map(textOf).join('');
}

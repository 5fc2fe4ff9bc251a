/** What a citation of a figure says. */
export interface Cited {
  readonly id: string;
  readonly title: string;
  /** Name of the site. */
  readonly site: string;
  readonly url: string;
  /** ISO date on which the data came to be. */
  readonly date: string;
  /** Where the data comes from, in order: device, commit, seed, settings. */
  readonly origin: readonly string[];
}

/** One sentence for a list of references. */
export function plainCitation({ title, site, url, date, origin }: Cited): string {
  return `“${title}”. Figure in: ${site}, ${date.slice(0, 10)}. ${origin.join(', ')}. ${url}`;
}

/** The same as a BibTeX entry. */
export function bibtexCitation({ id, title, site, url, date, origin }: Cited): string {
  const fields = {
    title: `{${escaped(title)}}`,
    howpublished: `Figure in: ${escaped(site)}`,
    year: date.slice(0, 4),
    url,
    note: escaped(origin.join(', ')),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{vla-${id}-${date.slice(0, 10)},\n${lines.join(',\n')}\n}`;
}

/** Characters that mean something to TeX, written so that they mean themselves. */
function escaped(text: string): string {
  const commands: Readonly<Record<string, string>> = {
    '\\': '\\textbackslash{}',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
  };
  return text.replace(/[\\~^{}%&#_$]/g, (character) => commands[character] ?? `\\${character}`);
}

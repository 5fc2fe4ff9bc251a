import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A page's mention of a recorded figure or of one of its quantities. */
export interface Reference {
  readonly file: string;
  readonly line: number;
  readonly figure: string;
  /** Absent for a whole figure. */
  readonly quantity?: string;
}

/** Every `<Figure id="…">` and `<Value of="…">` in the pages below the given folders. */
export function referencesIn(root: string, folders: readonly string[]): Reference[] {
  return folders
    .map((folder) => join(root, folder))
    .filter(existsSync)
    .flatMap(pagesBelow)
    .flatMap((path) => referencesInText(readFileSync(path, 'utf8'), relative(root, path)));
}

export function referencesInText(text: string, file: string): Reference[] {
  const found = [...text.matchAll(/<(?:Figure\b[^>]*?\bid|Value\b[^>]*?\bof)="([^"]*)"/g)];
  return found.map(({ index, 1: target }) => {
    const [figure, quantity] = target.split('.');
    return { file, line: text.slice(0, index).split('\n').length, figure, quantity };
  });
}

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mdx?|tsx)$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A page's mention of a recorded figure or of one of its quantities. */
export interface Reference {
  readonly file: string;
  readonly line: number;
  readonly figure: string;
  /** Absent for a whole figure. */
  readonly quantity?: string;
  /** A figure without which the page leaves it out (src/remark/whenRecorded.ts). */
  readonly waitsFor?: string;
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
  const slots = [...text.matchAll(/<WhenRecorded figure="([^"]*)">.*?<\/WhenRecorded>/gs)];
  return found.map(({ index, 1: target }) => {
    const [figure, quantity] = target.split('.');
    const slot = slots.find((one) => one.index < index && index < one.index + one[0].length);
    const line = text.slice(0, index).split('\n').length;
    return { file, line, figure, quantity, ...(slot && { waitsFor: slot[1] }) };
  });
}

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mdx?|tsx)$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

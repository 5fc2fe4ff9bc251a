import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Example {
  readonly page: string;
  /** "api/vla-core, line 22" */
  readonly name: string;
  readonly code: string;
  /** Lines that it prints, as its comments `// → …` say. */
  readonly expected: readonly string[];
}

/** Every live cell of the pages: the fenced blocks that are marked `ts runnable`. */
export function liveExamples(docs: string): Example[] {
  return readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mdx'))
    .sort()
    .flatMap((file) => {
      const page = file.replace(/\.mdx$/, '');
      const text = readFileSync(join(docs, file), 'utf8');
      return [...text.matchAll(/^```ts [^\n]*\brunnable\b[^\n]*\n(.*?)^```$/gms)].map((match) => ({
        page,
        name: `${page}, line ${text.slice(0, match.index).split('\n').length}`,
        code: match[1]!,
        expected: [...match[1]!.matchAll(/^\s*\/\/ → (.*)$/gm)].map(([, line]) => line!.trimEnd()),
      }));
    });
}

import { seededRandom } from '../../kernels/src/random.ts';
import { kinds } from './kinds.ts';
import type { Edit, KindName } from './kinds.ts';
import { regionsOf } from './regions.ts';
import { tokensIn } from './tokens.ts';

/** A change of a text that should turn a test red. */
export interface Mutant {
  readonly path: string;
  readonly kind: KindName;
  /** The function of the file that it is in, or null. */
  readonly owner: string | null;
  readonly edit: Edit;
}

/** Every change of a file that there is. */
export function mutantsOf(path: string, text: string): Mutant[] {
  return regionsOf(path, text).flatMap(({ start, end, owner }) => {
    const tokens = tokensIn(text, start, end);
    return tokens.flatMap((_, index) =>
      (Object.keys(kinds) as KindName[]).flatMap((kind) =>
        kinds[kind]({ text, tokens, index }).map((edit) => ({ path, kind, owner, edit })),
      ),
    );
  });
}

export function applied(text: string, { start, end, text: other }: Edit): string {
  return text.slice(0, start) + other + text.slice(end);
}

/**
 * All changes of some files in a random order that a seed decides. A file comes as often as it is long, and in it every
 * kind alike, so that the many constants don't crowd out the few barriers.
 */
export function* drawMutants(files: Readonly<Record<string, string>>, seed: number): Generator<Mutant> {
  const random = seededRandom(seed);
  const pools = Object.entries(files).map(([path, text]) => ({ length: text.length, byKind: byKind(path, text) }));
  for (;;) {
    const open = pools.filter(({ byKind }) => byKind.length > 0);
    if (open.length === 0) return;
    let at = random.integer(open.reduce((sum, { length }) => sum + length, 0));
    const pool = open.find(({ length }) => (at -= length) < 0)!;
    const which = random.integer(pool.byKind.length);
    const some = pool.byKind[which]!;
    yield some.splice(random.integer(some.length), 1)[0]!;
    if (some.length === 0) pool.byKind.splice(which, 1);
  }
}

function byKind(path: string, text: string): Mutant[][] {
  const all = mutantsOf(path, text);
  return (Object.keys(kinds) as KindName[])
    .map((name) => all.filter(({ kind }) => kind === name))
    .filter(({ length }) => length > 0);
}

/** The lines that a change takes away and puts there. */
export function diffOf(text: string, { path, kind, edit }: Mutant): string {
  const start = text.lastIndexOf('\n', edit.start - 1) + 1;
  const next = text.indexOf('\n', edit.end);
  const end = next < 0 ? text.length : next;
  const line = text.slice(0, start).split('\n').length;
  const after = applied(text, edit).slice(start, end + edit.text.length - (edit.end - edit.start));
  const marked = (mark: string, lines: string): string =>
    lines
      .split('\n')
      .map((one) => `${mark}${one}`)
      .join('\n');
  return `${path}:${line} (${kind})\n${marked('-', text.slice(start, end))}\n${marked('+', after)}`;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entryPoints } from './entryPoints.ts';

describe('entry points of the kernel package', () => {
  test('there are several, the package itself first', () => {
    expect(entryPoints().length).toBeGreaterThan(5);
    expect(entryPoints()[0]!.name).toBe('@vla/kernels');
  });

  test.each(entryPoints())('$name says in its first comment what it is', ({ name, source }) => {
    const comment = /^\/\*\*\n \* (\S.{20,})\n(?: \*.*\n)*? \* @module (\S+)\n \*\/\n/.exec(
      readFileSync(source, 'utf8'),
    );
    expect(comment?.[2]).toBe(name);
  });
});

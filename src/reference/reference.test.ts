import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entryPoints } from './entryPoints.ts';

/** A page that is to go is taken from here, too. */
const names = [
  '',
  '/labels',
  '/operators',
  '/reference',
  '/math',
  '/random',
  '/plans',
  '/conformance',
  '/layers',
  '/model',
  '/tasks',
  '/training',
  '/node',
  '/bench',
];

describe('entry points of the kernel package', () => {
  test('are these, each with a page', () => {
    expect(entryPoints().map(({ page }) => page)).toEqual(names.map((name) => `api/reference/@vla/kernels${name}`));
  });

  test.each(entryPoints())('$name says in its first comment what it is', ({ name, source }) => {
    const comment = /^\/\*\*\n \* (\S.{20,})\n(?: \*.*\n)*? \* @module (\S+)\n \*\/\n/.exec(
      readFileSync(source, 'utf8'),
    );
    expect(comment?.[2]).toBe(name);
  });
});

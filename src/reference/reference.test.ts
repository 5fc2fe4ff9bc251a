import { readFileSync } from 'node:fs';
import { Application, LogLevel, type Logger } from 'typedoc';
import { describe, expect, test } from 'vitest';
import { entryPoints } from './entryPoints.ts';
import { conversion } from './plugin.ts';

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

test('every type of a public signature can be imported, and every documented parameter is one', async () => {
  const app = await Application.bootstrapWithPlugins({ ...conversion, skipErrorChecking: true });
  const said: string[] = [];
  const logger: Pick<Logger, 'log'> = {
    log: (message, level) => void (level >= LogLevel.Warn && said.push(message)),
  };
  Object.assign(app.logger, logger);
  const project = await app.convert();
  app.validate(project!);
  expect(said).toEqual([]);
}, 120_000);

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { experiments } from '../experiments/registry.ts';
import type { Node } from './elements.ts';
import unrecordedFigures from './unrecordedFigures.ts';

const directory = mkdtempSync(join(tmpdir(), 'figures-'));
writeFileSync(join(directory, 'state-norms.json'), '{}');

const element = (name: string, attribute: string, value: string, type = 'mdxJsxTextElement'): Node => ({
  ...{ type, name },
  attributes: [{ type: 'mdxJsxAttribute', name: attribute, value }],
  children: [{ type: 'text', value: 'a sentence' }],
  position: { start: { line: 7 } },
});

function compile(node: Node): Node {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  unrecordedFigures({ directory })({ type: 'root', children: [node] }, { path: 'docs/page.mdx' });
  return node;
}

describe('a build', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test.each([
    ['Value', 'of', 'eigenvalues.largest'],
    ['Runs', 'of', 'eigenvalues.vla'],
    ['Holds', 'that', 'state-norms.a > 1 and lowest of eigenvalues.vla at 4 > 0.5'],
  ])('of code in work says of a <%s> that it is not recorded yet', (name, attribute, value) => {
    vi.stubEnv('STALE_FIGURES', 'warn');
    expect(compile(element(name, attribute, value))).toEqual({
      ...{ type: 'text', value: 'not recorded yet' },
      position: { start: { line: 7 } },
    });
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('npm run figures -- eigenvalues'));
  });

  test('of code in work puts a sentence in the place of a figure', () => {
    vi.stubEnv('STALE_FIGURES', 'warn');
    const { title } = experiments['eigenvalues']!.definition;
    expect(compile(element('Figure', 'id', 'eigenvalues', 'mdxJsxFlowElement'))).toMatchObject({
      type: 'paragraph',
      children: [{ type: 'text', value: `The figure “${title}” is not recorded yet.` }],
    });
  });

  test.each([
    ['what is recorded', 'Value', 'of', 'state-norms.vlaNormAt1000'],
    ['what no program makes', 'Figure', 'id', 'nothing'],
    ['verdicts', 'Holds', 'that', 'verdict of eigenvalues = partly'],
  ])('of code in work leaves %s to the other plugins', (_, name, attribute, value) => {
    vi.stubEnv('STALE_FIGURES', 'warn');
    expect(compile(element(name, attribute, value))).toEqual(element(name, attribute, value));
  });

  test('of finished code leaves everything to them, which stop it', () => {
    vi.stubEnv('STALE_FIGURES', '');
    vi.stubEnv('NODE_ENV', 'production');
    const node = element('Figure', 'id', 'eigenvalues');
    expect(compile(node)).toEqual(element('Figure', 'id', 'eigenvalues'));
  });
});

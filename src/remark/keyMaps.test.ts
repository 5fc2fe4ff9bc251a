import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { sourceClasses } from '@vla/kernels/model';
import { expect, test } from 'vitest';
import KeyMaps from '../components/KeyMaps/index.tsx';
import type { Node } from './elements.ts';
import keyMaps from './keyMaps.ts';

const attributes: { type: string; name: string; value: string }[] = [];
const node: Node = { type: 'mdxJsxFlowElement', name: 'KeyMaps', attributes, position: { start: { line: 7 } } };
keyMaps()({ type: 'root', children: [node] }, { path: 'docs/page.mdx' });
const html = renderToStaticMarkup(createElement(KeyMaps, { maps: attributes[0]!.value }));

/** The rows of a class as text. */
const rowsOf = (name: string): string[] =>
  [
    ...html
      .split(`data-map="${name}"`)[1]!
      .split('</details>')[0]!
      .matchAll(/<tr>(.*?)<\/tr>/g),
  ].map(([, row]) => row!.replace(/<\/t[dh]>/g, ' | ').replace(/<[^>]+>/g, ''));

test('every class has its map, as the package has it', () => {
  for (const name of sourceClasses) expect(rowsOf(name).length, name).toBeGreaterThan(7);
  expect(rowsOf('VLAv3')).toContain('directions | u_proj.weight | transposed, gains axes | ');
  expect(rowsOf('SoftmaxAttn')).toContain('key | qkv.weight | a third of the rows, transposed | ');
  expect(rowsOf('TinyLM')).toContain('blocks.i.mixer.query | blocks.i.attn.Wq.weight | transposed | ');
  expect(rowsOf('LRAModel')).toContain('blocks.i.feedForward.outer | layers.i.ffn.3.weight | transposed | ');
});

test('without its maps it stops', () => {
  expect(() => renderToStaticMarkup(createElement(KeyMaps))).toThrow('compiled without its maps');
});

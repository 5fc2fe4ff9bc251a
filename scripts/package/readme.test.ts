import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packedReadme } from './readme.ts';

test('the README of an archive leads to the site and the repository, where they are known', () => {
  const text = '# Name\n\nWhat it is.\n';
  expect(packedReadme(text, {})).toBe(text);
  expect(packedReadme(text, { homepage: 'https://example.org/docs/', repository: 'https://example.org/vla' })).toBe(
    '# Name\n\n[Documentation](https://example.org/docs/) · [Repository](https://example.org/vla)\n\nWhat it is.\n',
  );
});

test.each(['[a](examples/node.mjs)', '[a][b]\n\n[b]: ../README.md', '![a](/image.png)', '<a href="docs/">a</a>'])(
  'a link that leads nowhere outside the repository is refused: %s',
  (link) => expect(() => packedReadme(`# Name\n\n${link}\n`, {})).toThrow(/README.md: the link ".*" leads/),
);

test('links to the outside, to a heading, and brackets in code are links or none', () => {
  const text = '# Name\n\n[a](https://example.org) [b](#name) `x[0](y)`\n\n```js\nlist[i](j);\n```\n';
  expect(packedReadme(text, {})).toBe(text);
});

test('the README of the package has no other', () => {
  const text = readFileSync(new URL('../../kernels/README.md', import.meta.url), 'utf8');
  expect(packedReadme(text, {})).toBe(text);
});

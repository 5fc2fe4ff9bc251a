import { expect, test } from 'vitest';
import codeText from './codeText.ts';

const code = (lang: string, meta: string | null, value: string) => ({ type: 'code', lang, meta, value });
const set = (...children: object[]) => {
  const tree = { type: 'root', children };
  codeText()(tree as never);
  return tree.children;
};
const attribute = (node: object | undefined, name: string) =>
  (node as { attributes: { name: string; value: string }[] }).attributes.find((one) => one.name === name)?.value;

test('a block becomes text with inks, wherever it stands', () => {
  const [quote] = set({ type: 'blockquote', children: [code('ts', null, 'const x = 1; // one')] });
  const [block] = (quote as { children: object[] }).children;
  expect(block).toMatchObject({ type: 'mdxJsxFlowElement', name: 'CodeText' });
  expect(attribute(block, 'html')).toBe(
    '<span class="ink-keyword">const</span> x <span class="ink-keyword">=</span> <span class="ink-literal">1</span>; ' +
      '<span class="ink-comment">// one</span>',
  );
});

test('a runnable block keeps its source', () => {
  const [block] = set(code('ts', 'runnable', 'a < b'));
  expect(block).toMatchObject({ name: 'LiveCode' });
  expect(attribute(block, 'code')).toBe('a < b');
});

test('words of a kernel have inks', () => {
  const html = attribute(set(code('wgsl', null, 'fn main() -> f32 { return 1.0; }'))[0], 'html');
  expect(html).toContain('<span class="ink-keyword">fn</span>');
  expect(html).toContain('<span class="ink-literal">1.0</span>');
});

test('text of an unknown language is escaped and nothing else', () => {
  expect(attribute(set(code('bibtex', null, '@a{b & <c>}'))[0], 'html')).toBe('@a{b &amp; &lt;c&gt;}');
});

test('no text is lost', () => {
  const source =
    'type T<K extends string> = `${K}-${number}`;\nexport async function* f(): T<"a"> { yield `${1 + 2}`; }';
  const html = attribute(set(code('ts', null, source))[0], 'html')!;
  const text = html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  expect(text).toBe(source);
});

test('what holds nothing stays as it is', () => {
  const leaf = { type: 'mdxjsEsm', value: 'export const x = 1' };
  expect(set(leaf)).toEqual([leaf]);
  expect(Object.keys(leaf)).not.toContain('children');
});

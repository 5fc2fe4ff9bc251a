import { readdirSync, readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { experiments } from './registry.ts';
import { pictureOf, variants } from '../lib/recording/picture.ts';
import { FigureStore } from '../lib/recording/store.ts';

const folder = 'static/figures';
const { window } = new JSDOM('');
const parser = new window.DOMParser();
const pictures = readdirSync(folder).filter((name) => name.endsWith('.svg'));

/** The root of a picture, read as strictly as Firefox and WebKit do: what is no well-formed XML throws. */
function rootOf(text: string): Element {
  const { documentElement } = parser.parseFromString(text, 'image/svg+xml');
  if (documentElement.localName === 'parsererror') throw new Error(documentElement.textContent);
  return documentElement;
}

test('the parser is strict', () => {
  const twice = '<svg xmlns="http://www.w3.org/2000/svg" xmlns="http://www.w3.org/2000/svg"/>';
  expect(() => rootOf(twice)).toThrow();
  expect(() => rootOf('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')).toThrow();
});

test('every recorded figure has all its pictures', () => {
  const expected = new FigureStore(folder).ids().flatMap((id) => variants.map(({ name }) => `${id}.${name}.svg`));
  expect(expected.length).toBeGreaterThan(80);
  expect([...pictures].sort()).toEqual(expected.sort());
});

describe.each(pictures)('%s', (name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8');

  test('is well-formed, and has a width and a height of its own in every browser', () => {
    const root = rootOf(text);
    expect([root.localName, root.namespaceURI]).toEqual(['svg', 'http://www.w3.org/2000/svg']);
    const size = ['width', 'height'].map((side) => root.getAttribute(side));
    for (const side of size) expect(side).toMatch(/^[1-9]\d*$/);
    expect(root.getAttribute('viewBox')).toBe(`0 0 ${size.join(' ')}`);
  });
});

test('a picture that is drawn today is well-formed, and the one that is stored', async () => {
  const id = 'recurrence-explorer';
  const store = new FigureStore(folder);
  const { data } = store.read(id)!;
  for (const variant of variants) {
    const text = await pictureOf(experiments[id]!, { data, variant, document: new JSDOM('').window.document });
    expect(rootOf(text).localName).toBe('svg');
    expect(text).toBe(store.readPicture(id, variant.name));
  }
});

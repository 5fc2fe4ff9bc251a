import { expect, test } from 'vitest';
import equations from './equations.ts';

const formula = (value: string, kind: 'math-display' | 'math-inline') => ({
  type: 'element',
  tagName: 'code',
  properties: { className: ['language-math', kind] },
  children: [{ type: 'text', value }],
});
const display = (value: string) => ({
  type: 'element',
  tagName: 'pre',
  properties: {},
  children: [formula(value, 'math-display')],
});
const paragraph = (value: string) => ({
  type: 'element',
  tagName: 'p',
  properties: {},
  children: [formula(value, 'math-inline')],
});
const pageOf = (...children: { type: string }[]) => ({ type: 'root', children });

test('labelled equations are numbered in their order, and references lead to them', () => {
  const page = pageOf(
    paragraph('\\eqref{second}'),
    display('a = b \\label{first}'),
    display('no label'),
    display('\\label{second}\nc = d'),
  );
  equations()(page);
  const [text, first, plain, second] = page.children;
  expect(first).toMatchObject({
    name: 'Equation',
    attributes: [
      { name: 'id', value: 'eq-first' },
      { name: 'number', value: '1' },
    ],
  });
  expect(second).toMatchObject({ attributes: [{ value: 'eq-second' }, { value: '2' }] });
  expect(JSON.stringify(second)).toContain('"c = d"');
  expect(plain).toMatchObject({ tagName: 'pre' });
  expect(text).toMatchObject({
    children: [{ tagName: 'a', properties: { href: '#eq-second' }, children: [{ value: '(2)' }] }],
  });
});

test('a label that is used twice, or by nobody, stops the build', () => {
  expect(() => equations()(pageOf(display('a \\label{x}'), display('b \\label{x}')))).toThrow('two equations');
  expect(() => equations()(pageOf(paragraph('\\eqref{gone}')))).toThrow('"gone"');
});

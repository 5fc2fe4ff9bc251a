import { expect, test } from 'vitest';
import { KeptEdits } from './keptEdits.ts';

function shelf() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  };
}

test('an edit is kept for its page and its cell, also for the program of a later load', () => {
  const tab = shelf();
  new KeptEdits(() => tab).keep('/api/a', 'one', 'mine');
  const later = new KeptEdits(() => tab);
  expect(later.read('/api/a/', 'one')).toBe('mine');
  expect(later.read('/api/a', 'two')).toBeNull();
  expect(later.read('/api/b', 'one')).toBeNull();
});

test('the text that a cell began with is no edit', () => {
  const tab = shelf();
  const edits = new KeptEdits(() => tab);
  edits.keep('/a', 'one', 'mine');
  edits.keep('/a', 'one', 'one');
  expect(edits.read('/a', 'one')).toBeNull();
  expect(tab.items.size).toBe(0);
});

test.each([
  [
    'blocked',
    () => {
      throw new DOMException('denied', 'SecurityError');
    },
  ],
  [
    'full',
    () => ({
      ...shelf(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    }),
  ],
])('with storage %s, edits are kept until the page is loaded anew', (_, refusing) => {
  const edits = new KeptEdits(refusing);
  edits.keep('/a', 'one', 'mine');
  expect(edits.read('/a', 'one')).toBe('mine');
  edits.keep('/a', 'one', 'one');
  expect(edits.read('/a', 'one')).toBeNull();
});

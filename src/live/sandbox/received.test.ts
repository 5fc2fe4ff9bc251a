import { expect, test } from 'vitest';
import { received } from './received.ts';

test('what a cell sends arrives as it was', () => {
  const plot = {
    kind: 'lines',
    title: '',
    x: { label: '', scale: 'linear' },
    y: { label: '', scale: 'log' },
    lines: [{ name: 'a', points: [[0, 1]] }],
  };
  for (const message of [
    { type: 'started' },
    { type: 'text', tone: 'log', text: 'a' },
    { type: 'plot', plot },
    { type: 'done', milliseconds: 1, place: null },
    { type: 'failed', failure: { message: 'no', line: 3 } },
  ]) {
    expect(received(message)).toEqual(message);
  }
});

test.each([
  null,
  'text',
  { type: 'unknown' },
  { type: 'text', tone: 'html', text: '' },
  { type: 'plot', plot: null },
  { type: 'plot', plot: { kind: 'lines', title: '', x: {}, y: {}, lines: [] } },
  { type: 'plot', plot: { kind: 'matrix', title: {}, columns: 1, values: [1] } },
  { type: 'plot', plot: { kind: 'matrix', title: '', columns: 1, values: ['1'] } },
])('%j is no message', (message) => {
  expect(received(message)).toBeNull();
});

test('forged members become text and numbers', () => {
  expect(received({ type: 'text', tone: 'log', text: { $$typeof: 1 } })).toEqual({
    type: 'text',
    tone: 'log',
    text: '[object Object]',
  });
  expect(received({ type: 'failed' })).toEqual({ type: 'failed', failure: { message: 'undefined', line: null } });
});

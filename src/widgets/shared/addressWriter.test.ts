import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AddressWriter } from './addressWriter.ts';

/** An address bar that refuses as Safari does: more than a hundred writes in thirty seconds throw. */
function addressBar(mostWrites = 100) {
  const writes: string[] = [];
  let times: number[] = [];
  const location = { pathname: '/a', search: '', hash: '#b' };
  const replaceState = (_state: unknown, _title: string, address?: string | URL | null): void => {
    times = times.filter((time) => Date.now() - time < 30_000);
    if (times.length >= mostWrites) throw new DOMException('too many', 'SecurityError');
    times.push(Date.now());
    writes.push(String(address));
    location.search = new URL(String(address), 'http://host').search;
  };
  return { bar: { location, history: { state: null, replaceState } }, writes, location };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a change is written at once, and of a quick row of changes the last', () => {
  const { bar, writes } = addressBar();
  const writer = new AddressWriter(bar);
  const owner = {};
  // A key that is held for 30 s.
  for (let step = 1; step <= 900; step++) {
    writer.want(owner, () => `?step=${step}`);
    if (step === 1) expect(writes).toEqual(['/a?step=1#b']);
    vi.advanceTimersByTime(33);
  }
  vi.advanceTimersByTime(1000);
  expect(writes.length).toBeLessThan(80);
  expect(writes.at(-1)).toBe('/a?step=900#b');
  expect(vi.getTimerCount()).toBe(0);
});

test('a refusal goes no further, and what was wanted is written once it can be', () => {
  const { bar, writes } = addressBar(1);
  const writer = new AddressWriter(bar);
  writer.want({}, () => '?a=1');
  vi.advanceTimersByTime(500);
  expect(() => writer.want({}, () => '?a=2')).not.toThrow();
  expect(writes).toEqual(['/a?a=1#b']);
  vi.advanceTimersByTime(40_000);
  expect(writes).toEqual(['/a?a=1#b', '/a?a=2#b']);
});

test('widgets write beside each other, and none after it is gone or on another page’s address', () => {
  const { bar, writes, location } = addressBar();
  const writer = new AddressWriter(bar);
  const [one, two, gone] = [{}, {}, {}];
  const adding = (text: string) => (search: string) => (search.includes(text) ? search : `${search || '?'}${text}`);
  writer.want(one, adding('x'));
  writer.want(one, adding('y'));
  writer.want(two, adding('z'));
  writer.want(gone, adding('w'));
  writer.forget(gone);
  vi.advanceTimersByTime(500);
  expect(writes).toEqual(['/a?x#b', '/a?xyz#b']);
  writer.want(one, adding('v'));
  location.pathname = '/other';
  location.search = '';
  vi.advanceTimersByTime(1000);
  expect(writes).toHaveLength(2);
});

test('what is already there is not written', () => {
  const { bar, writes } = addressBar();
  const writer = new AddressWriter(bar);
  writer.want({}, (search) => search);
  expect(writes).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

import { describe, expect, test } from 'vitest';
import { liveExamples } from './testing/examples.ts';
import { runHere } from './testing/runHere.ts';

const examples = liveExamples('docs');

test('there are live cells', () => {
  expect(examples.length).toBeGreaterThan(15);
});

describe('every live cell of the pages prints in its sandbox’s way what its comments say', () => {
  test.each(examples)('$name', async ({ code, expected }) => {
    const { end, printed } = await runHere(code);
    expect(end).toMatchObject({ type: 'done' });
    expect(printed.flatMap((text) => text.split('\n'))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
});

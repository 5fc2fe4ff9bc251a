import { expect, test } from 'vitest';
import { loadingFault } from './loadingFault.ts';

test('a file that did not come is reported as such, in every browser’s words for it', () => {
  const script = Object.assign(new Error('Loading chunk 3574 failed.'), { name: 'ChunkLoadError' });
  const styles = Object.assign(new Error('Loading CSS chunk 3574 failed.'), { code: 'CSS_CHUNK_LOAD_FAILED' });
  for (const error of [script, styles]) expect(loadingFault(error).why).toMatch(/network is away, or the site was up/);
});

test('a part that throws when it starts says what it threw', () => {
  expect(loadingFault(new RangeError('Incorrect locale information provided')).why).toBe(
    'It did not start. RangeError: Incorrect locale information provided.',
  );
});

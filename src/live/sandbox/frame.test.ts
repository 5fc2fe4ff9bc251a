import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { framePage, framePolicy } from './frame.ts';

test('the page’s only script is the one that its policy names', () => {
  const scripts = [...framePage.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  expect(scripts).toHaveLength(1);
  const hash = createHash('sha256').update(scripts[0]!).digest('base64');
  expect(framePolicy).toContain(`script-src 'sha256-${hash}' data: 'wasm-unsafe-eval';`);
});

test('the policy lets nothing in or out', () => {
  expect(framePolicy).toMatch(/^default-src 'none';/);
  expect(framePolicy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|\*|https?:|'self'|connect-src/);
});

import { readFileSync } from 'node:fs';
import { readSource } from '@vla/kernels/model';
import { expect, test } from 'vitest';
import { exampleBytes, exampleFile } from './pytorchExample.ts';

test('the site’s PyTorch file is the one that is made here, byte for byte', async () => {
  const stored = readFileSync(exampleFile);
  expect(Buffer.compare(Buffer.from(await exampleBytes()), stored)).toBe(0);
  expect(readSource(stored).class).toBe('TinyLM');
});

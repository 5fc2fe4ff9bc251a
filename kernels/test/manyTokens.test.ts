import { describe, expect, test } from 'vitest';
import { openSession } from '../src/index.ts';
import { begin, decoderCases, testManyTokens, tokensOf } from './support/manyTokens.ts';

describe.each(['reference', 'cpu', 'wasm'] as const)('on %s', (backend) => {
  testManyTokens(() => openSession({ backend }), { inFloat32: backend !== 'reference' });

  test('a long call that is stopped in the middle took nothing', async () => {
    const one = decoderCases.find(({ title }) => title.startsWith('vla'))!;
    const big = { ...one, sizes: { B: 1, H: 2, D: 128, Dv: 128, R: 1 } };
    const { inputs, open } = await begin(big, await openSession({ backend }), 3000);
    const decoder = await open();
    await decoder.stepMany(tokensOf(inputs, 0, 2));
    const before = await decoder.state();
    const controller = new AbortController();
    const call = decoder.stepMany(tokensOf(inputs, 2, 3000), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 0);
    await expect(call).rejects.toThrow('enough');
    expect(await decoder.state()).toEqual(before);
    expect(decoder.steps).toBe(2);
  });
});

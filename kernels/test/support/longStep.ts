import { expect, test } from 'vitest';
import type { MixerName, TransformerOptions } from '../../src/model/index.ts';
import { arenaPresets, measureStep, stepBytes } from '../../src/training/index.ts';
import type { ArenaModel } from '../../src/training/index.ts';

const { full, tiny } = arenaPresets.pathx;

/** Path-X at full length, with the model of its preset or with the tiny one. */
export const longModels: Readonly<Record<'full' | 'tiny', ArenaModel>> = {
  full: full.model,
  tiny: { ...full.model, ...tiny.model },
};

const optionsOf = (model: ArenaModel, mixer: MixerName): TransformerOptions => ({
  ...model,
  ...{ mixer, vocabulary: 259, length: full.tokens },
});

/** One forward and backward step at 16,385 tokens takes the memory that was counted before. `check` is called after it. */
export function testLongStep(
  models: readonly (keyof typeof longModels)[],
  check: (counted: number) => Promise<void>,
): void {
  test.each(models.flatMap((name) => (['vla', 'deltanet', 'linear'] as const).map((mixer) => ({ name, mixer }))))(
    'a step at 16,385 tokens, forwards and backwards, in the memory that was counted: $mixer, $name',
    { timeout: 900_000 },
    async ({ name, mixer }) => {
      const options = optionsOf(longModels[name], mixer);
      const counted = await stepBytes(options);
      const { bytes, loss, gradientNorm } = await measureStep(options);
      expect(Math.abs(bytes / counted - 1), `${bytes} bytes, ${counted} counted`).toBeLessThanOrEqual(0.02);
      // Two classes, of which it knows nothing yet: logits are some one or two.
      expect(Math.abs(loss - Math.LN2)).toBeLessThan(2);
      expect(gradientNorm).toBeGreaterThan(0);
      await check(counted);
    },
  );

  test('memory does not grow with the number of blocks, but by the inputs that they keep', async () => {
    const bytesOf = async (layers: number, recompute: 'nothing' | 'blocks'): Promise<number> => {
      const { modelDim, heads, feedForwardDim } = tiny.model;
      const sizes = { modelDim, heads, feedForwardDim, positions: 'none' } as const;
      const { bytes } = await measureStep({
        ...sizes,
        vocabulary: 20,
        length: 1024,
        mixer: 'deltanet',
        layers,
        recompute,
      });
      return bytes;
    };
    const input = 4 * 1024 * tiny.model.modelDim;
    // A block's weights and their gradient are a fifth of an input here.
    expect((await bytesOf(4, 'blocks')) - (await bytesOf(2, 'blocks'))).toBeLessThan(4 * input);
    expect((await bytesOf(4, 'nothing')) - (await bytesOf(2, 'nothing'))).toBeGreaterThan(40 * input);
  });
}

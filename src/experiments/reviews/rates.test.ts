import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FigureStore } from '../../lib/recording/store.ts';
import type { StagedData } from '../arena-stages/data.ts';
import { definition as text1000 } from '../text-1000/definition.ts';
import { definition as text512 } from '../text-512/definition.ts';

test('the learning rate of the longer beginnings is the one that the record of the shortest chose for every mixer', () => {
  const store = new FigureStore(fileURLToPath(new URL('../../../static/figures', import.meta.url)));
  const { entrants } = store.read('text-beginnings')!.data as StagedData;
  const chosen = new Set(entrants.map(({ learningRate }) => learningRate));
  for (const { config } of [text512, text1000]) expect(new Set([Number(config.learningRate)])).toEqual(chosen);
});

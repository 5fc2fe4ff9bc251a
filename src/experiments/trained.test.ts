import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FigureStore } from '../lib/recording/store.ts';
import type { TestedData } from '../lib/training/accuracy.ts';
import { experiments } from './registry.ts';

test.each(['copy-task', 'delayed-recall', 'mqar-capacity', 'mqar-length'])(
  '%s: a reader’s run of VLA has the learning rate that the record chose',
  (id) => {
    const { data } = new FigureStore(fileURLToPath(new URL('../../static/figures', import.meta.url))).read(id)!;
    const { entrants } = data as Pick<TestedData, 'entrants'>;
    const live = experiments[id].definition.live as { readonly mixer: string; readonly learningRate: string };
    expect(live.mixer).toBe('vla');
    expect(String(entrants.find(({ mixer }) => mixer === live.mixer)!.learningRate)).toBe(live.learningRate);
  },
);

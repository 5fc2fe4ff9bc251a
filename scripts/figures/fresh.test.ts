import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoadContext } from '@docusaurus/types';
import type { RecordedFigure } from '../../src/lib/experiment.ts';
import { FigureStore } from '../../src/lib/recording/store.ts';
import freshFigures from './fresh.ts';
import { sourcesOf } from './sources.ts';

const siteDir = process.cwd();
const load = () => Promise.resolve(freshFigures({ siteDir } as LoadContext).loadContent!());

describe('a build', () => {
  afterEach(() => vi.restoreAllMocks());

  const stored = (sources: RecordedFigure['sources']): void => {
    vi.spyOn(FigureStore.prototype, 'ids').mockReturnValue(['jacobian-norm']);
    vi.spyOn(FigureStore.prototype, 'read').mockReturnValue({ id: 'jacobian-norm', sources } as RecordedFigure);
  };

  test('of figures from today’s code is let through', async () => {
    stored(await sourcesOf(siteDir, 'jacobian-norm'));
    await expect(load()).resolves.toBeUndefined();
  });

  test('of a stale figure stops and names it', async () => {
    const now = await sourcesOf(siteDir, 'jacobian-norm');
    const modules = { ...now.modules, 'src/experiments/jacobian-norm/compute.ts': 'older' };
    stored({ ...now, hash: 'older', modules });
    await expect(load()).rejects.toThrow(
      /^figure jacobian-norm is stale: src\/experiments\/jacobian-norm\/compute\.ts changed/,
    );
  });
});

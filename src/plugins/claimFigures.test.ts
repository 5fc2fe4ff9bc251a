import type { LoadContext, PluginContentLoadedActions } from '@docusaurus/types';
import { expect, test } from 'vitest';
import { claims } from '../claims/registry.ts';
import { figureOnPage } from '../remark/readRecorded.ts';
import claimFigures from './claimFigures.ts';

test('every figure that decides a claim can be opened on the claims page', async () => {
  const written = new Map<string, unknown>();
  const createData = async (name: string, data: unknown): Promise<string> => {
    written.set(name, data);
    return name;
  };
  const actions = { createData } as Partial<PluginContentLoadedActions> as PluginContentLoadedActions;
  const plugin = claimFigures({ siteDir: '.' } as LoadContext);
  await plugin.contentLoaded!({ actions, content: undefined });

  const deciding = claims
    .flatMap(({ test: rule }) => ('measures' in rule ? Object.values(rule.measures) : []))
    .map((reference) => reference.split('.')[0]!);
  expect(deciding.length).toBeGreaterThan(0);
  for (const id of deciding) expect(written.get(`figure-${id}.json`)).toEqual(figureOnPage('static/figures', id));
});

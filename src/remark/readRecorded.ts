import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '../experiments/registry.ts';
import type { RecordedFigure } from '../lib/experiment.ts';
import type { FigureOnPage, PictureSize, RecordedPreview, RecordedSummary } from '../lib/recorded.ts';

/** Fields without which a figure must not reach a page. */
const required = ['title', 'caption', 'alternative', 'config', 'seed', 'table', 'quantities', 'provenance'] as const;

/** Reads what `npm run figures` wrote for one figure. Throws an error that names the file and what it lacks. */
export function readRecorded(directory: string, id: string): RecordedSummary {
  const path = join(directory, `${id}.json`);
  if (!/^[a-z0-9-]+$/.test(id) || !existsSync(path)) throw new Error(`no recorded figure "${id}" (${path})`);
  const {
    data,
    sources: _sources,
    confirmation: _confirmation,
    ...summary
  } = JSON.parse(readFileSync(path, 'utf8')) as Partial<RecordedFigure>;
  const missing = required.filter((field) => summary[field] === undefined);
  if (data === undefined || missing.length > 0) {
    throw new Error(`${path} lacks ${[...(data === undefined ? ['data'] : []), ...missing].join(', ')}`);
  }
  const picture = commonSize(directory, id, '');
  const narrowPicture = commonSize(directory, id, 'narrow.');
  return { ...(summary as Omit<RecordedFigure, 'data'>), picture, narrowPicture };
}

/** What was recorded for one figure, and the controls that its script will bring. */
export function figureOnPage(directory: string, id: string): FigureOnPage {
  const summary = readRecorded(directory, id);
  const definition = experiments[id]?.definition;
  const viewControls = (definition?.viewControls ?? []) as RecordedPreview['viewControls'];
  const { needsFiles } = definition ?? {};
  return {
    summary,
    preview: {
      ...{ viewControls, view: { ...definition?.view }, config: { ...summary.config } },
      ...(needsFiles && { needsFiles }),
    },
  };
}

/** The size that the light and the dark picture share. */
function commonSize(directory: string, id: string, kind: '' | 'narrow.'): PictureSize {
  const light = pictureSize(join(directory, `${id}.${kind}light.svg`));
  const dark = pictureSize(join(directory, `${id}.${kind}dark.svg`));
  if (light.width !== dark.width || light.height !== dark.height) {
    throw new Error(`figure "${id}": the light picture is ${light.width} × ${light.height}, the dark one differs`);
  }
  return light;
}

function pictureSize(path: string): PictureSize {
  if (!existsSync(path)) throw new Error(`no picture ${path}`);
  const root = /<svg\b[^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
  const [, , width, height] = (/viewBox="([^"]+)"/.exec(root)?.[1] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (!width || !height) throw new Error(`${path} has no viewBox with a size`);
  return { width, height };
}

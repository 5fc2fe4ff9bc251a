import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { build } from 'esbuild';
import { pluginName, type SandboxFiles } from './files.ts';
import { framePage } from './frame.ts';

/** Static files of the live cells, below the site's generated ones; named among `staticDirectories` too. */
export const liveFiles = '.docusaurus/live-files';

/** Writes the sandbox's page and the one text that its worker runs, named by its content. */
export default async function liveCells({ siteDir }: LoadContext): Promise<Plugin> {
  const bundle = await bundleWorker(siteDir);
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, 12);
  // Not .html: hosts that leave that ending away redirect to an address without it, and not all of them rightly.
  const files: SandboxFiles = { frame: 'live/frame.htm', bundle: `live/cell.${hash}.js` };
  const folder = join(siteDir, liveFiles);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'live'), { recursive: true });
  writeFileSync(join(folder, files.frame), framePage);
  writeFileSync(join(folder, files.bundle), bundle);
  return {
    name: pluginName,
    async contentLoaded({ actions }) {
      actions.setGlobalData(files);
    },
  };
}

async function bundleWorker(siteDir: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(siteDir, 'src/live/sandbox/worker.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'liveCell',
    target: 'es2022',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    write: false,
    absWorkingDir: siteDir,
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

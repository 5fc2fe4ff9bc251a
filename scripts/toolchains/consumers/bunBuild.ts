import { document, page, program } from '../app.ts';
import type { Consumer } from '../consumer.ts';
import { bun } from './runtimes.ts';

/** It takes what tfjs-core and its backend say of their effects for less than it is, and leaves out kernels and platforms. */
const KEPT = '--ignore-dce-annotations';

const built = (target: 'node' | 'bun', command: string): Consumer => ({
  ...bun,
  name: `bun-build-${target}`,
  files: program(),
  build: [...bun.build, ['bun', 'build', 'main.js', `--target=${target}`, KEPT, '--outfile=dist/main.mjs']],
  run: { command: [command, 'dist/main.mjs'] },
});

export const bunBuild: readonly Consumer[] = [
  built('node', 'node'),
  built('bun', 'bun'),
  {
    ...bun,
    name: 'bun-build-browser',
    files: { ...page({ folder: 'src/' }), 'dist/index.html': document('/main.js') },
    build: [
      ...bun.build,
      [
        'bun',
        'build',
        'src/main.js',
        'src/worker.js',
        '--target=browser',
        KEPT,
        '--splitting',
        '--minify',
        '--outdir=dist',
      ],
    ],
    run: { page: 'dist' },
    expects: ['worker'],
  },
];

import { document, page, program } from '../app.ts';
import type { Consumer } from '../consumer.ts';
import { bun } from './runtimes.ts';

const built = (target: 'node' | 'bun', command: string): Consumer => ({
  ...bun,
  name: `bun-build-${target}`,
  files: program(),
  build: [...bun.build, ['bun', 'build', 'main.js', `--target=${target}`, '--outfile=dist/main.mjs']],
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
      ['bun', 'build', 'src/main.js', 'src/worker.js', '--target=browser', '--splitting', '--minify', '--outdir=dist'],
    ],
    run: { page: 'dist' },
    expects: ['worker'],
  },
];

import { document, page, program } from '../app.ts';
import type { Consumer } from '../consumer.ts';

const packages = { esbuild: '^0.28.0' };

const forNode = (name: string, options: readonly string[], output: string): Consumer => ({
  name,
  packages,
  files: program(),
  build: [['esbuild', 'main.js', '--bundle', '--platform=node', `--outfile=dist/${output}`, ...options]],
  run: { command: ['node', `dist/${output}`] },
});

/** What tfjs-core requires of Node. */
const requireByHand = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

export const esbuild: readonly Consumer[] = [
  forNode('esbuild-node', ['--format=cjs'], 'main.cjs'),
  forNode('esbuild-node-esm', ['--format=esm', `--banner:js=${requireByHand}`], 'main.mjs'),
  forNode('esbuild-node-external', ['--format=esm', '--packages=external'], 'main.mjs'),
  {
    ...forNode('esbuild-node-esm-bare', ['--format=esm'], 'main.mjs'),
    refusal: /Dynamic require of "util" is not supported/,
  },
  {
    name: 'esbuild-browser',
    packages,
    files: { ...page({ folder: 'src/' }), 'dist/index.html': document('/main.js') },
    build: [
      [
        'esbuild',
        'src/main.js',
        'src/worker.js',
        '--bundle',
        '--splitting',
        '--minify',
        '--format=esm',
        '--outdir=dist',
      ],
    ],
    run: { page: 'dist' },
    expects: ['worker'],
  },
];

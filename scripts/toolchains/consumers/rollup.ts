import { document, page } from '../app.ts';
import type { Consumer } from '../consumer.ts';

const files = { ...page({ folder: 'src/', worker: false }), 'dist/index.html': document('/main.js') };

export const rollup: readonly Consumer[] = [
  {
    name: 'rollup',
    packages: {
      rollup: '^4.60.0',
      '@rollup/plugin-node-resolve': '^16.0.0',
      '@rollup/plugin-commonjs': '^28.0.0',
      '@rollup/plugin-json': '^6.0.0',
    },
    files: {
      ...files,
      'rollup.config.js': `import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
export default {
  input: 'src/main.js',
  output: { dir: 'dist', format: 'es' },
  plugins: [resolve({ browser: true, preferBuiltins: false }), commonjs(), json()],
};
`,
    },
    build: [['rollup', '-c']],
    run: { page: 'dist' },
  },
  {
    name: 'rolldown',
    packages: { rolldown: '^1.0.0' },
    files: {
      ...files,
      'rolldown.config.js': `export default { input: 'src/main.js', platform: 'browser', output: { dir: 'dist', format: 'es' } };\n`,
    },
    build: [['rolldown', '-c']],
    run: { page: 'dist' },
  },
];

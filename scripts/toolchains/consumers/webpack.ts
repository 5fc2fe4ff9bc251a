import { document, page, program } from '../app.ts';
import type { Consumer } from '../consumer.ts';

const packages = { webpack: '^5.100.0', 'webpack-cli': '^6.0.0' };

const config = (target: string, entry: string): string => `export default {
  mode: 'production',
  target: '${target}',
  entry: './${entry}',
  output: { path: import.meta.dirname + '/dist', filename: 'main.${target === 'node' ? 'mjs' : 'js'}', module: ${target === 'node'}, chunkFormat: ${target === 'node' ? `'module'` : 'undefined'} },
  experiments: { outputModule: ${target === 'node'} },
};
`;

/** The entry point "/node" names an optional package, which is not there. */
const withNode = `
import { openNodeSession } from '@vla/kernels/node';
const error = await openNodeSession().catch((reason) => reason);
if (error.name !== 'DeviceError' || !/npm install webgpu/.test(error.message)) throw error;
await import('./main.js');
`;

export const webpack: readonly Consumer[] = [
  {
    name: 'webpack-web',
    packages,
    files: {
      ...page({ folder: 'src/' }),
      'webpack.config.js': config('web', 'src/main.js'),
      'dist/index.html': document('/main.js'),
    },
    build: [['webpack']],
    run: { page: 'dist' },
    expects: ['worker'],
  },
  {
    name: 'webpack-node',
    packages,
    files: { ...program(), 'start.js': withNode, 'webpack.config.js': config('node', 'start.js') },
    build: [['webpack']],
    run: { command: ['node', 'dist/main.mjs'] },
  },
];

import { document, page } from '../app.ts';
import type { Consumer } from '../consumer.ts';

/** Up to version 7, a worker is built as one file unless Vite is told otherwise, and one file has no imports on demand. */
const config = (major: number): string => `export default { worker: ${major < 8 ? `{ format: 'es' }` : '{}'} };\n`;

export const vite: readonly Consumer[] = [5, 6, 7, 8].map((major) => ({
  name: `vite-${major}`,
  packages: { vite: `^${major}.0.0` },
  files: { ...page({ folder: 'src/' }), 'index.html': document('/src/main.js'), 'vite.config.js': config(major) },
  build: [['vite', 'build']],
  run: { page: 'dist' },
  expects: ['worker'],
}));

/** The package of all of tfjs computes on webgl, where there is no WebGPU. */
export const umbrella: Consumer = {
  name: 'umbrella-webgl',
  packages: { vite: '^8.0.0', '@tensorflow/tfjs': '^4.22.0' },
  files: {
    ...page({ folder: 'src/', worker: false, umbrella: true }),
    'index.html': document('/src/main.js'),
  },
  build: [['vite', 'build']],
  run: { page: 'dist' },
};

import { program } from '../app.ts';
import type { Consumer } from '../consumer.ts';

const inPages = ['labels', 'operators', 'reference', 'math', 'random', 'plans', 'layers', 'model', 'tasks', 'training'];

/** What follows the package's name in each of its entry points. */
export const entries: readonly string[] = [...inPages, 'conformance', 'bench', 'node', 'package.json'];

/** Every entry point is found, and its manifest. */
const everyEntry = `
for (const name of ${JSON.stringify(entries)}) {
  const options = name.endsWith('.json') ? { with: { type: 'json' } } : undefined;
  await import('@vla/kernels/' + name, options);
}
await import('./main.js');
`;

export const bun = {
  name: 'bun',
  packages: { bun: '^1.2.0' },
  files: program(),
  // Puts the program where it is expected, which newer versions of npm leave to whoever installs.
  build: [['node', 'node_modules/bun/install.js']],
  run: { command: ['bun', 'run', 'main.js'] },
} as const satisfies Consumer;

export const runtimes: readonly Consumer[] = [
  {
    name: 'node',
    packages: {},
    files: { ...program(), 'start.js': everyEntry },
    run: { command: ['node', '--no-warnings', 'start.js'] },
  },
  {
    // The oldest versions of the peers.
    name: 'oldest-peers',
    packages: Object.fromEntries(
      ['core', 'layers', 'backend-cpu', 'backend-webgpu', 'backend-wasm'].map((name) => [
        `@tensorflow/tfjs-${name}`,
        '4.20.0',
      ]),
    ),
    files: program(),
    run: { command: ['node', 'main.js'] },
  },
  {
    name: 'deno',
    packages: { deno: '^2.0.0' },
    files: program(),
    run: { command: ['deno', 'run', '--allow-all', '--node-modules-dir=manual', 'main.js'] },
  },
  bun,
  {
    name: 'pnpm',
    packages: {
      '@tensorflow/tfjs-core': '^4.20.0',
      '@tensorflow/tfjs-layers': '^4.20.0',
      '@tensorflow/tfjs-backend-cpu': '^4.20.0',
    },
    files: program(),
    install: ['npx', '--yes', 'pnpm@10', 'install'],
    run: { command: ['node', 'main.js'] },
  },
];

import { commonJsProgram, program } from '../app.ts';
import type { Consumer } from '../consumer.ts';
import { entries } from './runtimes.ts';

/** Every entry point by `require`, too. */
const start = `
for (const name of ${JSON.stringify(entries)}) require('@vla/kernels/' + name);
require('./main.js');
`;

/** A program of CommonJS, by a version of Node, which is a package, too. */
const byNode = (version: string): Consumer => ({
  name: `require-node-${version}`,
  packages: { [`node-${process.platform}-${process.arch}`]: `~${version}.0` },
  manifest: { type: 'commonjs' },
  files: { ...commonJsProgram(), 'start.js': start },
  run: { command: [`node_modules/node-${process.platform}-${process.arch}/bin/node`, '--no-warnings', 'start.js'] },
});

/** The last versions that require no modules; they import them, from CommonJS too. */
const old = byNode('20.18');

export const commonJs: readonly Consumer[] = [
  ...['20.19', '22.12', '24.0'].map(byNode),
  { ...old, refusal: /ERR_REQUIRE_ESM/ },
  {
    ...old,
    name: 'import-from-commonjs-node-20.18',
    files: {
      ...Object.fromEntries(
        Object.entries(program()).map(([name, text]) => [
          name.replace('.js', '.mjs'),
          text.replace(/'(\.\/\w+)\.js'/g, `'$1.mjs'`),
        ]),
      ),
      'start.js': `import('./main.mjs');\n`,
    },
  },
];

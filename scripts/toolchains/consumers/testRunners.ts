import { program } from '../app.ts';
import { MARK } from '../consumer.ts';
import type { Consumer } from '../consumer.ts';

const { 'main.js': _main, ...modules } = program();

const body = `
test('computes', async () => {
  const results = { arrays: await call(), ...(await tensors()) };
  process.stdout.write('${MARK}' + JSON.stringify(results) + '\\n');
}, 60_000);
`;
const imports = `import { call } from './call.js';\nimport { tensors } from './tensors.js';\n`;

export const testRunners: readonly Consumer[] = [
  {
    name: 'jest',
    packages: { jest: '^30.0.0' },
    files: { ...modules, 'call.test.js': imports + body, 'jest.config.js': `export default { transform: {} };\n` },
    run: { command: ['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--silent=false'] },
  },
  {
    name: 'vitest',
    packages: { vitest: '^4.0.0' },
    files: { ...modules, 'call.test.js': `import { test } from 'vitest';\n${imports}${body}` },
    run: { command: ['vitest', 'run'] },
  },
];

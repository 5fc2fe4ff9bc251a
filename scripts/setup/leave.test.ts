import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const lines = 20_000;
const script = `
  import { leave } from '${new URL('leave.ts', import.meta.url).href}';
  for (let i = 1; i <= ${lines}; i++) console.log('line ' + i);
  await leave(3);
`;

test('a reader that is slow gets everything, and the exit code', async () => {
  const child = spawn('npx', ['tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Reads nothing while the script prints more than a pipe takes.
  child.stdout.pause();
  setTimeout(() => child.stdout.resume(), 3000);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  child.stdout.pause();
  const [exitCode] = (await once(child, 'close')) as [number];
  expect(exitCode).toBe(3);
  expect(text.trimEnd().split('\n')).toHaveLength(lines);
});

import { expect, test } from 'vitest';
import { follow } from './shell.ts';

test('a character that comes in two pieces stays one', async () => {
  const program = `const [a, b, c] = Buffer.from('›');
    process.stdout.write(Buffer.of(a), () => setTimeout(() => process.stdout.write(Buffer.of(b, c)), 50));`;
  const { output, exitCode } = await follow('node', ['-e', program], {}, () => undefined);
  expect({ output, exitCode }).toEqual({ output: '›', exitCode: 0 });
});

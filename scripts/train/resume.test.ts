import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run =
  '--task mqar --set pairs=2 --set vocabulary=13 --mixer vla --model-dim 8 --layers 1 --batch 4 --steps 90 --every 15';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(name: string, flags: string, stdio: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  const line = `--import tsx scripts/train.ts --backend wasm --checkpoint ${join(folder, name)} ${flags}`;
  return spawn(process.execPath, line.split(' '), { cwd: root, stdio });
}

/** Exit code, and what it said. */
async function trained(name: string, flags: string): Promise<{ exit: unknown; said: string }> {
  const child = start(name, flags, 'pipe');
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (said += String(text)));
  return { exit: (await once(child, 'close'))[0], said };
}

const exitOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0];
const fileOf = (name: string): string => join(folder, name, 'checkpoint.safetensors');

test(
  'a run stopped by Ctrl-C and resumed equals one straight through, to the last bit',
  { timeout: 120_000 },
  async () => {
    const straight = exitOf(start('straight', run));
    const interrupted = start('resumed', run);
    const exit = exitOf(interrupted);
    while (!existsSync(fileOf('resumed'))) await wait(5);
    interrupted.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(await straight).toBe(0);
    expect(readFileSync(fileOf('resumed'))).not.toEqual(readFileSync(fileOf('straight')));
    expect(await exitOf(start('resumed', '--resume'))).toBe(0);
    expect(readFileSync(fileOf('resumed')).equals(readFileSync(fileOf('straight')))).toBe(true);
    // At its end, it is evaluated once more.
    const again = await trained('resumed', '--resume');
    expect(again).toMatchObject({ exit: 0, said: expect.stringMatching(/step 90: loss/) });
    expect(again.said).not.toContain('last bit');
    const elsewhere = await trained('resumed', '--resume --backend cpu');
    expect(elsewhere).toMatchObject({
      exit: 0,
      said: expect.stringContaining('backend “wasm”; on “cpu” it continues'),
    });
    // A run from the beginning does not write over it.
    const stored = readFileSync(fileOf('resumed'));
    expect(await trained('resumed', run)).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --checkpoint: \S+ is another run; --resume continues it/),
    });
    expect(readFileSync(fileOf('resumed')).equals(stored)).toBe(true);
  },
);

test('what cannot continue ends with its reason, and with nothing else', { timeout: 60_000 }, async () => {
  const [none, nowhere, isFolder, vast, diverged] = await Promise.all([
    trained('none', '--resume'),
    trained('nowhere', `${run} --json ${join(folder, 'missing', 'curve.json')}`),
    trained('isFolder', `${run} --json ${folder}`),
    trained('vast', `${run} --batch 1000000000`),
    trained('diverged', `${run} --lr 1e30`),
  ]);
  // Before it trains, not after.
  expect(nowhere).toMatchObject({
    exit: 1,
    said: expect.stringMatching(/^error: --json: can't be written there: ENOENT/),
  });
  expect(existsSync(fileOf('nowhere'))).toBe(false);
  expect(isFolder).toMatchObject({
    exit: 1,
    said: expect.stringMatching(/^error: --json: can't be written there: EISDIR/),
  });
  expect(vast).toMatchObject({ exit: 1, said: expect.stringMatching(/^error: batchSize: was 1000000000/) });
  expect(none).toMatchObject({
    exit: 1,
    said: expect.stringMatching(/^error: --checkpoint: there is no \S+ to continue\n$/),
  });
  expect(diverged.exit).toBe(1);
  expect(diverged.said).toMatch(/^error: training step \d+: .*finite.* The weights are as before/m);
  expect(diverged.said.length).toBeLessThan(2000);
});

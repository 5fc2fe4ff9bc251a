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

test(
  'mixers and seeds side by side, stopped and continued or not, equal each alone, to the last bit',
  { timeout: 300_000 },
  async () => {
    const short = run.replace('--steps 90', '--steps 30').replace('--mixer vla ', '');
    const grid = await trained('grid', `${short} --mixer vla,linear --seed 1,2 --at-once 2 --json ${folder}/grid.json`);
    expect(grid.exit).toBe(0);
    const names = ['vla', 'linear'].flatMap((mixer) => [1, 2].map((seed) => `${mixer}-rate0.001-seed${seed}`));
    // In their order, whichever was first at its end.
    expect([...grid.said.matchAll(/^(\S+): step 30: loss/gm)].map(([, name]) => name)).toEqual(names);
    const { runs } = JSON.parse(readFileSync(join(folder, 'grid.json'), 'utf8')) as { runs: { options: object }[] };
    expect(runs.map(({ options }) => options)).toMatchObject([
      { model: { mixer: 'vla' }, seed: 1 },
      { model: { mixer: 'vla' }, seed: 2 },
      { model: { mixer: 'linear' }, seed: 1 },
      { model: { mixer: 'linear' }, seed: 2 },
    ]);
    expect(await trained('alone', `${short} --mixer linear --seed 2`)).toMatchObject({ exit: 0 });
    const fileIn = (name: string): Buffer => readFileSync(fileOf(name));
    expect(fileIn(`grid/${names[3]}`).equals(fileIn('alone'))).toBe(true);

    const stopped = start('stopped', `${short} --mixer vla,linear --seed 1,2 --at-once 2`);
    const exit = exitOf(stopped);
    while (!existsSync(fileOf(`stopped/${names[3]}`))) await wait(5);
    stopped.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(await trained('stopped', '--resume')).toMatchObject({ exit: 0 });
    for (const name of names) expect(fileIn(`stopped/${name}`).equals(fileIn(`grid/${name}`))).toBe(true);
  },
);

test(
  'a run of two workers continues with two by itself, and says where it does not',
  { timeout: 300_000 },
  async () => {
    const short = `${run.replace('--steps 90', '--steps 40')} --workers 2`;
    const straight = exitOf(start('two', short));
    const interrupted = start('twoParts', short);
    const exit = exitOf(interrupted);
    while (!existsSync(fileOf('twoParts'))) await wait(5);
    interrupted.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(await straight).toBe(0);
    const half = readFileSync(fileOf('twoParts'));
    expect(half.equals(readFileSync(fileOf('two')))).toBe(false);
    const resumed = await trained('twoParts', '--resume');
    expect(resumed).toMatchObject({ exit: 0, said: expect.stringContaining('2 workers') });
    expect(resumed.said).not.toContain('last bit');
    expect(readFileSync(fileOf('twoParts')).equals(readFileSync(fileOf('two')))).toBe(true);
    expect(await trained('twoParts', '--resume --workers 1')).toMatchObject({
      exit: 0,
      said: expect.stringContaining('stored by 2 workers; with 1 it continues, but not to the same last bit'),
    });
    expect(await trained('many', `${run} --workers 5`)).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --workers: was 5; expected at most 4, the sequences of a step/m),
    });
  },
);

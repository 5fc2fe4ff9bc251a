import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-data-'));
  for (const mark of ['', '!']) {
    for (const split of ['train', 'test']) {
      for (let i = 0; i < 10; i++) {
        write(`reviews${mark}/${split}/pos/${i}_9.txt`, `good ${split} ${i}${mark}`);
        write(`reviews${mark}/${split}/neg/${i}_2.txt`, `bad ${split} ${i}${mark}`);
      }
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function trained(name: string, flags: string): Promise<{ exit: unknown; said: string }> {
  const line = `--import tsx scripts/train.ts --backend wasm --checkpoint ${join(folder, name)} ${flags}`;
  const child = spawn(process.execPath, line.split(' '), { cwd: root, stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  return { exit: (await once(child, 'close'))[0], said };
}

const model = '--mixer linear --model-dim 8 --layers 1 --classes 2 --first-class 258';
const run = `--task text --preset tiny --set bytes=12 --set counts=any ${model} --batch 4 --steps 6 --every 3`;
const fileOf = (name: string): string => join(folder, name, 'checkpoint.safetensors');

test(
  'a run of published files continues with the same files, alone or side by side with others',
  { timeout: 300_000 },
  async () => {
    const data = `--data ${join(folder, 'reviews')}`;
    expect(await trained('alone', `${run} ${data} --seed 2`)).toMatchObject({
      exit: 0,
      said: expect.stringMatching(/^step 6: loss/m),
    });
    // Those that wait for their turn are stored first, and read again by a thread.
    expect(await trained('grid', `${run} ${data} --seed 1,2 --at-once 2`)).toMatchObject({ exit: 0 });
    const alone = readFileSync(fileOf('alone'));
    expect(readFileSync(fileOf('grid/linear-rate0.001-seed2')).equals(alone)).toBe(true);
    const [again, without, others] = await Promise.all([
      trained('alone', `--resume ${data}`),
      trained('alone', '--resume'),
      trained('grid', `--resume --data ${join(folder, 'reviews!')}`),
    ]);
    expect(again).toMatchObject({ exit: 0, said: expect.stringMatching(/^step 6: loss/m) });
    expect(without).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --data: is needed: text is made of files/),
    });
    expect(others).toMatchObject({ exit: 1, said: expect.stringMatching(/^error: data: was "records-/) });
  },
);

test(
  'a folder that is missing, of no use or of other files is refused before anything is made',
  { timeout: 120_000 },
  async () => {
    const [missing, nowhere, foreign, useless] = await Promise.all([
      trained('none', run),
      trained('none', `${run} --data ${join(folder, 'nowhere')}`),
      trained(
        'none',
        `--task image --preset tiny ${model.replace('258', '257').replace('2 --first', '10 --first')} --data ${join(folder, 'reviews')}`,
      ),
      trained('none', `--task listops --preset A --mixer linear --data ${folder}`),
    ]);
    expect(missing).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --data: is needed: text is made of files/),
    });
    expect(nowhere).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --data: was ".*nowhere", which can't be opened/),
    });
    expect(foreign).toMatchObject({ exit: 1, said: expect.stringMatching(/^error: \S*folder/) });
    expect(useless).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^error: --data: was ".*"; listops has no files/),
    });
  },
);

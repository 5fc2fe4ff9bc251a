import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { findDriver } from '../../kernels/src/runtime/nodeDrivers.ts';
import type { RecordedFigure } from '../../src/lib/experiment.ts';
import { FigureStore } from '../../src/lib/recording/store.ts';
import { writeKit } from './bundle.ts';
import type { KitManifest } from './steps.ts';
import { takeRecords } from './take.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-kit-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('../../', import.meta.url));
const webgpu = dirname(createRequire(import.meta.url).resolve('webgpu'));
const parts = {
  root,
  node: process.execPath,
  dawn: join(webgpu, `dist/${process.platform}-${process.arch}/dawn.node`),
};
const commit = 'a'.repeat(40);

/** A run's folder with a record of the bench and one of a figure. */
function runWith(name: string, manifest: Partial<KitManifest>): string {
  const run = join(folder, name);
  mkdirSync(run);
  writeFileSync(join(run, 'manifest.json'), JSON.stringify({ commit, steps: [], ...manifest }));
  writeFileSync(join(run, 'bench-decode.json'), JSON.stringify({ run: { lane: 'G', adapter: 'a card' }, notes: [] }));
  const provenance = { commit, adapter: 'a card' };
  new FigureStore(join(run, 'figures')).write({
    id: 'roofline',
    data: [1],
    table: {},
    provenance,
  } as unknown as RecordedFigure);
  return run;
}

test('without the project and its packages, the kit measures on the driver that it is given, and its records are taken up', async () => {
  const kit = join(folder, 'kit');
  await writeKit(kit, parts);
  const out = join(folder, 'out');
  const env = { PATH: '/usr/bin:/bin', VK_DRIVER_FILES: findDriver('lavapipe', existsSync, process.env)! };
  const args = ['--steps', 'bench-decode', '--pairs', '2', '--out', out];
  const said = execFileSync(join(kit, 'run.sh'), args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
  expect(said).toContain('1 of 1 done');
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as KitManifest;
  expect(manifest).toMatchObject({
    adapter: expect.stringMatching(/llvmpipe/),
    steps: [{ name: 'bench-decode', end: 'done' }],
  });
  expect(manifest.commit).toMatch(/^[\da-f]{40}/);
  const { run, P8 } = JSON.parse(readFileSync(join(out, 'bench-decode.json'), 'utf8'));
  expect(run).toMatchObject({
    lane: 'L',
    adapter: manifest.adapter,
    commit: manifest.commit,
    processor: manifest.processor,
  });
  // As many pairs as were asked for, less those whose ratio is to nothing.
  expect(Math.max(...P8.map(({ samples }: { samples: number }) => samples))).toBe(2);
}, 240_000);

test('what is done is taken up where the project keeps it, and what was cut off stays out', () => {
  const target = join(folder, 'project');
  const steps = (['bench-decode', 'figure-roofline', 'bench-forward'] as const).map((name) => ({
    name,
    end: name === 'bench-forward' ? ('cut off' as const) : ('done' as const),
    seconds: 1,
  }));
  const taken = takeRecords(runWith('whole', { steps }), target);
  expect(taken.files).toEqual(['kernels/bench/records/G-decode.json']);
  expect(taken.figures).toEqual(['roofline']);
  expect(taken.left).toEqual(['bench-forward: cut off']);
  expect(JSON.parse(readFileSync(join(target, taken.files[0]!), 'utf8')).run.adapter).toBe('a card');
  expect(new FigureStore(join(target, 'static/figures')).read('roofline')!.provenance.commit).toBe(commit);
});

test('a folder that is no run, and one of code that no commit has, are refused', () => {
  expect(() => takeRecords(folder, folder)).toThrow(/--take is .*, where there is no manifest\.json/);
  expect(() => takeRecords(runWith('changed', { commit: `${commit}+changes` }), folder)).toThrow(/commit first/);
});

test('a Dawn or a Node that is not there is refused by name', async () => {
  const kit = join(folder, 'none');
  await expect(writeKit(kit, { ...parts, dawn: '/nowhere/dawn.node' })).rejects.toThrow('--dawn is /nowhere/dawn.node');
  await expect(writeKit(kit, { ...parts, node: '/nowhere/node' })).rejects.toThrow('--node is /nowhere/node');
});

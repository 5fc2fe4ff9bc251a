import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { oldestCompiler } from './testTypes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What these tests install beside the archive. */
export const TOOLS = ['publint@0.3', '@arethetypeswrong/cli@0.18'];

/** Milliseconds for tools that read all declarations with a compiler: some seconds alone, a minute beside other work. */
const PATIENCE = 240_000;

/** Tests of what tools say of the archive that is installed in a project. They build and type-check; all that runs is `main`. */
export function testTools(project: string, archive: () => string): void {
  const run = (command: string, ...args: string[]): string =>
    execFileSync(join(project, 'node_modules/.bin', command), args, { cwd: project, encoding: 'utf8' });

  test('publint finds nothing', () => {
    const said = run('publint', 'run', archive(), '--strict');
    expect(said).toContain('All good');
  });

  test(
    'attw finds every entry point and its types',
    () => {
      const said = JSON.parse(run('attw', archive(), '--profile', 'esm-only', '--format', 'json')) as {
        readonly problems?: Readonly<Record<string, unknown>>;
      };
      // That a program of CommonJS has to import it is what a package of ES modules is.
      const { CJSResolvesToESM: _esm, ...problems } = said.problems ?? {};
      expect(problems).toEqual({});
    },
    PATIENCE,
  );

  test.each([
    ['5.4', () => oldestCompiler(project)],
    ['6', () => join(root, 'node_modules/.bin/tsc')],
  ])(
    'TypeScript %s has nothing to say of our declarations, looked through in every entry point',
    (_, compiler) => {
      const manifest = JSON.parse(readFileSync(join(project, 'node_modules/@vla/kernels/package.json'), 'utf8')) as {
        readonly exports: Readonly<Record<string, unknown>>;
      };
      const entries = Object.keys(manifest.exports).filter((name) => !name.endsWith('.json'));
      const lines = entries.map((name, i) => `export * as entry${i} from '@vla/kernels${name.slice(1)}';`);
      writeFileSync(join(project, 'every.ts'), lines.join('\n'));
      const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext'];
      const types = ['--types', '@webgpu/types', '--typeRoots', join(root, 'node_modules')];
      let said = '';
      try {
        execFileSync(compiler(), [...options, ...types, 'every.ts'], { cwd: project, encoding: 'utf8' });
      } catch (error) {
        said = (error as { readonly stdout: string }).stdout;
      }
      // Those of tfjs and of WebGPU have faults of their own.
      expect(said.split('\n').filter((line) => /@vla\/kernels|every\.ts/.test(line))).toEqual([]);
    },
    PATIENCE,
  );

  test('what is imported for its effects alone registers every layer, bundled too', async () => {
    const entry = join(project, 'registers.mjs');
    const model = `{class_name:'VLALayer',config:{modelDim:4,name:'x'}}`;
    writeFileSync(
      entry,
      `import { DeltaNetLayer } from '@vla/kernels/layers';
       import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
       import { serialization } from '@tensorflow/tfjs-core';
       import { registerBackend } from '@tensorflow/tfjs-core';
       registerBackend('cpu', () => new MathBackendCPU());
       const { classNameMap } = serialization.SerializationMap.getMap();
       console.log(DeltaNetLayer.className, JSON.stringify(Object.keys(classNameMap)), ${JSON.stringify(model)});`,
    );
    const outfile = join(project, 'registers.cjs');
    // As a program for Node, which tfjs-core is only in the form of CommonJS.
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', external: ['webgpu'] });
    const said = execFileSync('node', [outfile], { encoding: 'utf8' });
    for (const name of ['VLALayer', 'DeltaNetLayer', 'SoftmaxAttentionLayer', 'PenaltyBuilder']) {
      expect(said).toContain(`"${name}"`);
    }
  });

  test('README: the programs run, one after the other', () => {
    const text = readFileSync(join(project, 'node_modules/@vla/kernels/README.md'), 'utf8');
    const programs = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);
    expect(programs.length).toBeGreaterThanOrEqual(3);
    writeFileSync(join(project, 'readme.mjs'), programs.join('\n'));
    const said = execFileSync('node', ['readme.mjs'], { cwd: project, encoding: 'utf8' });
    expect(said).toMatch(/^CPU \(float32, WebAssembly\) .*\[ 1, 2, 1024, 64 \]/m);
  });

  test('no folder of the archive imports what nobody is asked to install', () => {
    const folder = join(project, 'node_modules/@vla/kernels');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
    const known = Object.keys({ ...manifest['dependencies'], ...manifest['peerDependencies'] });
    const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const imported = scripts.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/^(?:import|export) [^;]*?from '([^'./][^']*)';/gm)].map(
        ([, one]) => one!,
      ),
    );
    const isKnown = (name: string): boolean => known.some((one) => name === one || name.startsWith(`${one}/`));
    const strangers = new Set(imported.filter((name) => !name.startsWith('node:') && !isKnown(name)));
    expect([...strangers]).toEqual([]);
  });
}

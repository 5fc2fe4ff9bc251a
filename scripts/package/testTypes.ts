import { copyFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The oldest and the newest compiler that read the declarations of an archive, and the folders that they are installed in. */
const compilers = [
  ['5.4', 'typescript'],
  ['7', 'typescript-7'],
] as const;

/** What these tests install beside the archive. */
export const COMPILERS = ['typescript@5.4', 'typescript-7@npm:typescript@7'];

/** Where the oldest of them is. */
export const oldestCompiler = (project: string): string => join(project, 'node_modules/typescript/bin/tsc');

/** Calls that fit nothing, and what a compiler says of them. */
const wrongCalls: readonly (readonly [call: string, said: string])[] = [
  ['vla({ q: x, k: x, v: x, u: x }, { lambda: 1 })', "Did you mean to write 'lambda0'?"],
  ["vla({ q: x, k: x, v: x, u: x }, { lambda0: 1, wirte: 'plain' })", "Did you mean to write 'write'?"],
  ['vla({ q: x, k: x, v: x }, { lambda0: 1 })', "Property 'u' is missing in type"],
  ['vla({ q: [1], k: x, v: x, u: x }, { lambda0: 1 })', "Type 'number[]' is"],
  [
    `vla({ q: x, k: x, v: x, u: x }, { lambda0: 1, session: 'cpu' })`,
    "Type 'string' is not assignable to type 'Session",
  ],
  ['deltaNet({ q: x, k: x, v: x, betta: x })', "Did you mean to write 'beta'?"],
  ['gatedDelta({ q: x, k: x, v: x }, { eror: 1 })', "Did you mean to write 'error'?"],
  ['linearAttention({ q: x, k: x, v: x }, { epsilom: 1 })', "Did you mean to write 'epsilon'?"],
  ["softmaxAttention({ q: x, k: x, v: x }, { form: 'fast' })", `Type '"fast"' is not assignable`],
];

/** Tests of what a compiler knows of calls of the archive that is installed in a project, and says of wrong ones. */
export function testTypes(project: string): void {
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
  const types = ['--types', '@webgpu/types', '--typeRoots', join(root, 'node_modules')];
  const compile = (folder: string, file: string): string => {
    const compiler = join(project, 'node_modules', folder, 'bin/tsc');
    const { stdout, error } = spawnSync(process.execPath, [compiler, ...options, ...types, file], {
      cwd: project,
      encoding: 'utf8',
    });
    if (error) throw error;
    return stdout;
  };

  test.each(compilers)(
    'TypeScript %s knows what calls return',
    (_, folder) => {
      copyFileSync(join(root, 'scripts/package/types/results.ts'), join(project, 'results.ts'));
      expect(compile(folder, 'results.ts')).toBe('');
    },
    120_000,
  );

  test.each(compilers)(
    'TypeScript %s compares a call that fits nothing with that of arrays',
    (_, folder) => {
      const names = ['deltaNet', 'gatedDelta', 'linearAttention', 'softmaxAttention', 'vla', 'type HostTensor'];
      const opening = [`import { ${names.join(', ')} } from '@vla/kernels';`, 'declare const x: HostTensor;'];
      const lines = [...opening, ...wrongCalls.map(([call]) => `void ${call};`)];
      writeFileSync(join(project, 'wrong.ts'), lines.join('\n'));
      const said = compile(folder, 'wrong.ts').split(/^wrong\.ts/m);
      for (const [i, [call, expected]] of wrongCalls.entries()) {
        const ofCall = said.find((message) => message.startsWith(`(${opening.length + i + 1},`)) ?? '';
        expect(ofCall, call).toContain(expected);
        // Of tensors no word.
        expect(ofCall, call).not.toContain('Tensor<Rank>');
      }
    },
    120_000,
  );
}

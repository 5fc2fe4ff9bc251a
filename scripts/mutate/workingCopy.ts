import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileWasm, GENERATED } from '../wasm/build.ts';
import { signaturesIn, writtenModule } from '../wasm/generate.ts';
import { applied } from './mutants.ts';
import type { Mutant } from './mutants.ts';

/** The folders that the tests of the kernels need. */
const PARTS = ['kernels', 'scripts', 'package.json', 'tsconfig.base.json'];

export type Texts = Readonly<Record<string, string>>;

/** A copy of the kernels and their tests in which texts are changed; it finds packages in the folders above it. */
export class WorkingCopy {
  readonly root: string;
  /** The texts that may be changed, as they are without a change. */
  readonly texts: Texts;
  /** Of everything that was copied. */
  readonly hash: string;
  #module: Uint8Array = new Uint8Array();

  constructor(root: string, source: string) {
    this.root = root;
    rmSync(root, { recursive: true, force: true });
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', ...PARTS], {
      cwd: source,
      encoding: 'utf8',
    });
    const paths = listed.split('\0').filter(Boolean).sort();
    const texts: Record<string, string> = {};
    const hash = createHash('sha256');
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(source, path), join(root, path));
      const content = readFileSync(join(root, path));
      hash.update(path).update(content);
      if (/^kernels\/src\/.*\.(?:wgsl|as)\.ts$/.test(path)) texts[path] = content.toString('utf8');
    }
    this.texts = texts;
    this.hash = hash.digest('hex');
  }

  /** Compiles the kernels as they are. */
  async prepare(): Promise<void> {
    this.#module = await this.#compiled(this.texts);
    this.#write(this.#module);
  }

  /** Whether a change was made; not where it is none: a text that does not compile, or compiles to the same. */
  async change(mutant: Mutant): Promise<boolean> {
    const text = applied(this.texts[mutant.path]!, mutant.edit);
    if (isCompiled(mutant.path)) {
      const module = await this.#compiled({ ...this.texts, [mutant.path]: text }).catch(() => null);
      if (module === null || Buffer.from(module).equals(Buffer.from(this.#module))) return false;
      this.#write(module);
    }
    writeFileSync(join(this.root, mutant.path), text);
    return true;
  }

  /** Takes a change back. */
  restore({ path }: Mutant): void {
    writeFileSync(join(this.root, path), this.texts[path]!);
    if (isCompiled(path)) this.#write(this.#module);
  }

  #compiled(texts: Texts): Promise<Uint8Array> {
    return compileWasm(compiledOf(texts));
  }

  #write(module: Uint8Array): void {
    writeFileSync(join(this.root, GENERATED), writtenModule(module, signaturesIn(compiledOf(this.texts))));
  }
}

/** AssemblyScript; shaders are compiled by the device. */
export const isCompiled = (path: string): boolean => path.endsWith('.as.ts');

const compiledOf = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([path]) => isCompiled(path)));

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';
import { isShared, signaturesIn, writtenModule } from './generate.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What is written, by its path from the project's root. */
export const GENERATED = 'kernels/src/runtime/wasm/generated.ts';

const target = join(root, GENERATED);

/** How texts become a module. Its memory is the caller's: that of TensorFlow.js, or one of its own. */
const OPTIONS = [
  ...['--enable', 'simd', '--enable', 'bulk-memory'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
  ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--use', 'abort='],
  // Vectors are exchanged among the kernels only.
  ...['--disableWarning', '112'],
];

/** Texts that are compiled, by their paths from the project's root. */
export function wasmSources(): Record<string, string> {
  const names = readdirSync(join(root, 'kernels/src'), { recursive: true, encoding: 'utf8' });
  const paths = names
    .filter((name) => name.endsWith('.as.ts'))
    .map((name) => `kernels/src/${name.replaceAll('\\', '/')}`);
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Compiles texts to one module that exports every function that they export. Throws with the compiler's words. */
export async function compileWasm(sources: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const written: Record<string, string | Uint8Array> = {};
  const output: string[] = [];
  const stream = { write: (chunk: string | Uint8Array) => void output.push(String(chunk)) };
  const entries = Object.keys(sources).filter((path) => !isShared(path));
  const { error } = await compile([...entries, '--outFile', 'module.wasm', ...OPTIONS], {
    stdout: stream,
    stderr: stream,
    readFile: (name) => sources[name.replaceAll('\\', '/')] ?? null,
    writeFile: (name, contents) => void (written[name] = contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`AssemblyScript: ${output.join('')}`);
  const module = written['module.wasm'] as Uint8Array;
  checkWithoutData(module);
  return module;
}

/** Data would be written into memory that belongs to TensorFlow.js. */
function checkWithoutData(module: Uint8Array): void {
  const DATA = 11;
  for (let at = 8; at < module.length;) {
    const section = module[at++];
    if (section === DATA) throw new Error('the WebAssembly module has data of its own: no arrays or strings, please');
    let [size, shift] = [0, 0];
    let byte: number;
    do {
      byte = module[at++]!;
      size |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    at += size;
  }
}

/** Compiles the kernels of this package, unless that has been done for these texts. Returns whether it was done now. */
export async function ensureWasm(): Promise<boolean> {
  const sources = wasmSources();
  const hash = createHash('sha256')
    .update(JSON.stringify([OPTIONS, sources, version()]))
    .digest('hex');
  const mark = `// ${hash}\n`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) return false;
  const module = await compileWasm(sources);
  writeFileSync(target, mark + writtenModule(module, signaturesIn(sources)));
  return true;
}

/** Another compiler, or another form of what is written, makes another module of the same texts. */
function version(): string {
  const { version: compiler } = JSON.parse(
    readFileSync(join(root, 'node_modules/assemblyscript/package.json'), 'utf8'),
  ) as { version: string };
  return `${compiler} ${readFileSync(join(root, 'scripts/wasm/generate.ts'), 'utf8')}`;
}

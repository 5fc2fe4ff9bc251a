/** Functions that a module exports, each with the names of its arguments in their order. */
export type Signatures = Readonly<Record<string, readonly string[]>>;

/** What other texts import; JavaScript calls none of it. */
export const isShared = (path: string): boolean => path.includes('/simd/');

/** Types of AssemblyScript that are numbers in JavaScript, too. */
const NUMBER = /^(?:usize|i32|u32|f32|f64|bool)$/;

/** The exported functions of texts of AssemblyScript. Throws where one takes what JavaScript has no number for. */
export function signaturesIn(sources: Readonly<Record<string, string>>): Signatures {
  const found = Object.entries(sources).flatMap(([path, text]) => {
    if (isShared(path)) return [];
    return [...text.matchAll(/^export function (\w+)\(([^)]*)\)/gm)].map(([, name, list]) => {
      const args = list!
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      return [name!, args.map((arg) => argumentOf(arg, `${path}: ${name}`))] as const;
    });
  });
  return Object.fromEntries(found);
}

function argumentOf(text: string, where: string): string {
  const [name, type] = text.split(':').map((part) => part.trim());
  if (!name || !type || !NUMBER.test(type)) throw new Error(`${where} takes "${text}"; expected a number`);
  return name;
}

/** The text of a module of TypeScript that holds a compiled module and what it exports. */
export function writtenModule(module: Uint8Array, signatures: Signatures): string {
  const members = Object.entries(signatures).map(
    ([name, args]) => `  ${name}(args: { ${args.map((arg) => `readonly ${arg}: number`).join('; ')} }): number;\n`,
  );
  return [
    '/** Compiled from the files *.as.ts by `npm run wasm`. */\n\n',
    `/** The kernels by name. Addresses are in bytes; 0 is none. */\nexport interface WasmKernels {\n${members.join('')}}\n\n`,
    `/** The order of their arguments. */\nexport const signatures: { readonly [name in keyof WasmKernels]: readonly string[] } = ${JSON.stringify(signatures)};\n\n`,
    `/** The module in base64. */\nexport const base64: string = '${Buffer.from(module).toString('base64')}';\n`,
  ].join('');
}

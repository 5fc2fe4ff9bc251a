import { existsSync, readFileSync } from 'node:fs';
import { encodeSafetensors } from '../../kernels/src/model/safetensors.ts';
import { exampleBytes } from '../../scripts/pytorchExample.ts';
import { engines } from './support/engines.ts';
import { Figure } from './support/figure.ts';
import type { Reader } from './support/reader.ts';
import { expect, test } from './support/test.ts';

interface Published {
  readonly class: string;
  readonly ran: { readonly backend: string };
  readonly output: { readonly shape: readonly [number, number]; readonly values: readonly number[] };
}

/** What a class of the authors’ gave for an input. */
interface Given {
  readonly class: string;
  readonly input: { readonly shape: readonly [number, number]; readonly data: readonly number[] };
  readonly expected: { readonly output: { readonly shape: readonly number[]; readonly data: readonly number[] } };
}

const root = '[data-figure="pytorch-file"]';
const theirs = new URL('../../../shared/source-weights/', import.meta.url);
const own = new URL('../../kernels/test/source/files/', import.meta.url);

/** A reader who drags a file onto the widget. */
async function drop(reader: Reader, bytes: Uint8Array, name = 'model.safetensors'): Promise<void> {
  await reader.until(
    'there is a place to drop a file',
    (at) => document.querySelector(`${at} [data-drop]`) !== null,
    root,
  );
  await reader.run(
    (at, base64, called) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      if (called) transfer.items.add(new File([content], called));
      else transfer.items.add('no file', 'text/plain');
      const event = new Event('drop', { bubbles: true, cancelable: true });
      // A made DragEvent has no data in every engine.
      Object.defineProperty(event, 'dataTransfer', { value: transfer });
      document.querySelector(`${at} [data-drop]`)!.dispatchEvent(event);
    },
    root,
    Buffer.from(bytes).toString('base64'),
    name,
  );
}

const words = (reader: Reader, selector: string, name: string): Promise<string> =>
  reader.until(name, (at) => document.querySelector<HTMLElement>(at)?.innerText ?? '', `${root} ${selector}`);

/** Types tokens, computes, and reads the logits from the page. */
async function logits(reader: Reader, tokens: readonly number[]): Promise<Published> {
  const field = `${root} form[data-ask] input[type="text"]`;
  await reader.run(
    (selector) => document.querySelector<HTMLInputElement>(selector)!.scrollIntoView({ block: 'center' }),
    field,
  );
  await reader.browser.click(field);
  await reader.run((selector) => document.querySelector<HTMLInputElement>(selector)!.select(), field);
  await reader.browser.type(tokens.join(' '));
  await reader.press(`${root} form[data-ask]`, 'Compute');
  const text = await reader.until(
    'there are logits',
    (at, wanted) => {
      const found = document.querySelector(`${at} script[data-result]`)?.textContent;
      return found && JSON.stringify(JSON.parse(found).tokens) === wanted && found;
    },
    root,
    JSON.stringify(tokens),
  );
  return JSON.parse(text) as Published;
}

function relativeError(actual: readonly number[], expected: readonly number[]): number {
  const error = Math.hypot(...expected.map((value, i) => value - actual[i]!)) / Math.hypot(...expected);
  return actual.length === expected.length ? error : NaN;
}

const folders = [own, theirs].filter((folder) => existsSync(new URL('tinylm-vla.json', folder)));

test('a file of the authors’ model that is dropped on the page gives its logits', async ({ reader, engine }) => {
  for (const folder of folders) {
    const given = JSON.parse(readFileSync(new URL('tinylm-vla.json', folder), 'utf8')) as Given & {
      readonly options: { readonly heads?: number; readonly lambda0?: number };
    };
    await reader.open('training');
    await drop(reader, readFileSync(new URL('tinylm-vla.safetensors', folder)));
    expect(await words(reader, '[data-recognised]', 'the file is recognised')).toContain('read as TinyLM');
    const { heads = 1, lambda0 } = given.options;
    if (heads !== 1 || lambda0 !== undefined) {
      await readAs(reader, { heads: `${heads}`, ...(lambda0 !== undefined && { lambda0: `${lambda0}` }) });
    }
    const { input, expected } = given;
    const [rows, length] = input.shape;
    const all: number[] = [];
    for (let row = 0; row < rows; row++) {
      const { class: name, ran, output } = await logits(reader, input.data.slice(row * length, (row + 1) * length));
      expect(name).toBe(given.class);
      expect(ran.backend).toBe(engines[engine].webgpu ? 'webgpu' : 'wasm');
      expect(output.shape).toEqual(expected.output.shape.slice(1));
      all.push(...output.values);
    }
    const error = relativeError(all, expected.output.data);
    process.stdout.write(`${engine}: logits of ${folder.pathname.split('/').at(-2)} to ${error.toExponential(1)}\n`);
    expect(error).toBeLessThanOrEqual(2e-5);
  }
});

async function readAs(reader: Reader, values: Readonly<Record<string, string>>): Promise<void> {
  await reader.run(
    (at, given) => {
      for (const [key, value] of Object.entries(given)) {
        const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(
          `${at} [data-read-as] [data-field="${key}"] :is(input, select)`,
        )!;
        const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')!;
        set!.call(field, value);
        field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
      }
    },
    root,
    values,
  );
  await reader.press(`${root} [data-read-as]`, 'Read it again');
  await reader.until(
    'it was read',
    (at) => document.querySelector<HTMLElement>(at)?.dataset['state'] !== 'running',
    root,
  );
}

test('a file that was made here, and the one of the site, are opened and computed', async ({ reader }) => {
  await reader.open('training');
  await drop(reader, await exampleBytes(), 'made here.safetensors');
  const found = await words(reader, '[data-recognised]', 'the file is recognised');
  expect(found).toContain('made here.safetensors is read as TinyLM');
  expect(await words(reader, '[data-key-map]', 'the map is printed')).toContain('blocks.0.attn.Wu.weight');
  const made = await logits(reader, [3, 1, 4, 1, 5]);
  expect(made.output.shape).toEqual([5, 20]);
  await reader.press(root, 'Open an example');
  await reader.until(
    'the other file is there',
    (at) => document.querySelector(at)?.textContent?.includes('tinylm-vla.safetensors is'),
    `${root} [data-recognised]`,
  );
  expect((await logits(reader, [3, 1, 4, 1, 5])).output).toEqual(made.output);
});

test('a layer is opened, and as another class where its names leave that open', async ({ reader }) => {
  await reader.open('training');
  await drop(reader, readFileSync(new URL('softmax-attn.safetensors', own)));
  expect(await words(reader, '[data-recognised]', 'the file is recognised')).toContain('are those of LinearAttn, too');
  const compute = async (): Promise<Published> => {
    await reader.press(`${root} form[data-ask]`, 'Compute');
    await words(reader, '[data-grid="output"]', 'the output is drawn');
    return new Figure(reader, 'pytorch-file').published<Published>();
  };
  const softmax = await compute();
  expect(softmax).toMatchObject({ class: 'SoftmaxAttn', output: { shape: [16, 6] } });
  await readAs(reader, { class: 'LinearAttn', heads: '2' });
  await reader.until(
    'it is another class',
    (at) => document.querySelector(at)?.textContent?.includes('as LinearAttn'),
    `${root} [data-recognised]`,
  );
  const linear = await compute();
  expect(linear.class).toBe('LinearAttn');
  expect(linear.output.values).not.toEqual(softmax.output.values);
});

const tinyTensor = { shape: [1], data: Float32Array.of(1) };
const wrongs: readonly [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
  [
    'of no class',
    () => encodeSafetensors({ tensors: { weight: tinyTensor }, metadata: {} }),
    /names of no known class \(weight\)/,
  ],
  ['cut short', async () => (await exampleBytes()).slice(0, -8), /do not hold its shape/],
  ['that is none', () => new TextEncoder().encode('<script>alert(1)</script> and more of it'), /announces a header of/],
  ['that is empty', () => new Uint8Array(0), /is empty, or a folder/],
  ['of 65 MiB', () => new Uint8Array(0), /has 65 MiB; at most 64 are read/],
];

test('wrong, truncated, huge and hostile files get an error, and the page opens the next one', async ({ reader }) => {
  await reader.open('training');
  for (const [what, bytes, why] of wrongs) {
    if (what === 'of 65 MiB') await dropHuge(reader);
    else await drop(reader, await bytes());
    const said = await reader.until(
      `a file ${what} is refused`,
      (at) => {
        const { dataset } = document.querySelector<HTMLElement>(at)!;
        return dataset['state'] === 'error' && document.querySelector<HTMLElement>(`${at} [data-notice]`)?.innerText;
      },
      root,
    );
    expect(said, what).toMatch(why);
  }
  await drop(reader, new Uint8Array(0), '');
  await reader.until(
    'a dropped text is refused',
    (at) => document.querySelector(at)?.textContent?.includes('What was dropped is no file.'),
    root,
  );
  const names = { '<img src=x onerror=alert(1)>': tinyTensor, constructor: tinyTensor };
  const { decodeSafetensors } = await import('../../kernels/src/model/safetensors.ts');
  const { tensors } = decodeSafetensors(readFileSync(new URL('vlav3.safetensors', own)));
  const { 'W_k.bias': moved, 'norm.bias': norm, ...rest } = tensors;
  expect(moved).toBeDefined();
  await drop(
    reader,
    encodeSafetensors({
      tensors: { ...rest, ...names, 'norm.bias': { shape: [3, 2], data: norm!.data } },
      metadata: {},
    }),
  );
  const lists = await words(reader, '[data-names]', 'the names are listed');
  for (const name of ['W_k.bias', '<img src=x onerror=alert(1)>', 'constructor', 'norm.bias: [3, 2], not [6]'])
    expect(lists).toContain(name);
  await drop(reader, await exampleBytes());
  expect(await words(reader, '[data-recognised]', 'the file is recognised')).toContain('read as TinyLM');
  expect((await logits(reader, [1, 2])).output.shape).toEqual([2, 20]);
  await reader.stayAt('training');
});

/** A file that says it has 65 MiB; it must not be read. */
async function dropHuge(reader: Reader): Promise<void> {
  await reader.run((at) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(65 * 2 ** 20)], 'huge.safetensors'));
    const event = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: transfer });
    document.querySelector(`${at} [data-drop]`)!.dispatchEvent(event);
  }, root);
}

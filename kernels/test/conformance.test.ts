import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { GoldenCase } from '../src/conformance/index.ts';
import {
  formsOf,
  gradientToleranceOf,
  hasAlignedKeys,
  parseGolden,
  runConformance,
  toleranceOf,
} from '../src/conformance/index.ts';
import { exampleInputs, operatorNames, operators } from '../src/operators.ts';
import type { Operator, Problem } from '../src/operators.ts';
import type { RunOptions } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import type { HostTensor } from '../src/tensor.ts';
import { openSession } from '../src/runtime/session.ts';
import type { Form } from '../src/runtime/types.ts';

const folder = new URL('./golden/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const load = (file: string): GoldenCase => parseGolden(readFileSync(new URL(file, folder), 'utf8'));

test('there are golden files for every operator', () => {
  expect(new Set(files.map((file) => load(file).op))).toEqual(new Set(operatorNames));
});

describe.each(['reference', 'cpu', 'wasm'] as const)('golden files on %s', (backend) => {
  test.each(files)('%s', async (file) => {
    const golden = load(file);
    const session = await openSession({ backend });
    for (const form of formsOf(golden, backend)) {
      const { lines, problem } = await runConformance(golden, session, form);
      expect(problem).toBeNull();
      const compared = lines.filter((line) => 'ok' in line);
      const { gradient } = operators[golden.op];
      const there = (gradient.forms as readonly Form[]).includes(form);
      const inForm = there ? Object.keys(golden.gradients) : [];
      const gradients = inForm.map((name) => `gradients.${name}`);
      expect(compared.map((line) => line.tensor)).toEqual([...Object.keys(golden.expected), ...gradients]);
      expect(compared.filter((line) => !line.ok)).toEqual([]);
    }
  });
});

describe('forms', () => {
  test('vla has a chunk form and a parallel one unless an option forbids it', () => {
    expect(formsOf(load('vla-rank-2.json'))).toEqual(['recurrent', 'chunk', 'parallel']);
    expect(formsOf(load('vla-periodic-nudge.json'))).toEqual(['recurrent', 'chunk']);
    expect(formsOf(load('vla-renormalize.json'))).toEqual(['recurrent']);
  });

  test('the linear baselines have two forms, softmax attention one', () => {
    expect(formsOf(load('deltanet-write-strengths.json'))).toEqual(['recurrent', 'chunk']);
    expect(formsOf(load('linear-elu.json'))).toEqual(['recurrent', 'chunk']);
    expect(formsOf(load('softmax-causal.json'))).toEqual(['full']);
  });
});

describe('what counts as agreement', () => {
  const golden = load('vla-one-step.json');
  const changed = (data: (numbers: Float64Array) => ArrayLike<number>, shape?: number[]): GoldenCase => {
    const { output } = golden.expected;
    const tensor: HostTensor = {
      shape: shape ?? output.shape,
      data: Float64Array.from(data(output.data as Float64Array)),
    };
    return { ...golden, expected: { output: tensor } };
  };
  const verdict = async (expected: GoldenCase) => {
    const { lines } = await runConformance(expected, await openSession({ backend: 'cpu' }), 'recurrent');
    return lines[0];
  };

  test('an error just above the tolerance fails, one just below passes', async () => {
    const scaled = (by: number): GoldenCase => changed((numbers) => numbers.map((value) => value * by));
    expect(await verdict(scaled(1 + 1.9e-5))).toMatchObject({ ok: true });
    expect(await verdict(scaled(1 + 2.1e-5))).toMatchObject({ ok: false });
  });

  test('another shape fails, even with equal numbers, and is named', async () => {
    const { shape } = golden.expected['output']!;
    const other = [...shape, 1];
    const misshapen = changed((numbers) => numbers, other);
    expect(await verdict(misshapen)).toMatchObject({ relativeError: null, ok: false });
    const { problem } = await runConformance(misshapen, await openSession({ backend: 'cpu' }), 'recurrent');
    expect(problem).toBe(`output: has the shape [${shape.join(', ')}]; the file expects [${other.join(', ')}]`);
  });

  test('a file may expect gradients alone', async () => {
    const file = JSON.parse(readFileSync(new URL('vla-v3-gradient.json', folder), 'utf8'));
    const { gradients } = file.expected;
    const alone = parseGolden(JSON.stringify({ ...file, expected: { gradients } }));
    const { lines, problem } = await runConformance(alone, await openSession({ backend: 'cpu' }), 'chunk');
    expect(problem).toBeNull();
    expect(lines.map((line) => 'ok' in line && line.ok)).toEqual(Object.keys(gradients).map(() => true));
  });

  test('an expected number that is not finite fails', async () => {
    expect(await verdict(changed((numbers) => numbers.map(() => Infinity)))).toMatchObject({ ok: false });
  });

  test('a call that throws fails every tensor, and says why', async () => {
    const broken = { ...golden, options: { lambda0: -1 } };
    const { lines, problem } = await runConformance(broken, await openSession({ backend: 'cpu' }), 'recurrent');
    expect(problem).toContain('lambda0: was -1');
    expect(lines.map((line) => 'ok' in line && line.ok)).toEqual([false, false, false]);
  });

  test('a gradient just above its tolerance fails, one just below passes', async () => {
    const gradients = load('vla-v3-gradient.json');
    const verdictAt = async (by: number) => {
      const { u } = gradients.gradients;
      const off = { ...gradients, gradients: { u: { ...u, data: u.data.map((value) => value * by) } } };
      const { lines } = await runConformance(off, await openSession({ backend: 'cpu' }), 'recurrent');
      return lines.at(-1);
    };
    expect(await verdictAt(1 + 0.95e-3)).toMatchObject({ tensor: 'gradients.u', ok: true });
    expect(await verdictAt(1 + 1.05e-3)).toMatchObject({ tensor: 'gradients.u', ok: false });
  });

  test('a gradient that throws fails every gradient, and leaves the results', async () => {
    const gradients = load('vla-v3-gradient.json');
    const broken = { ...gradients, outputGradient: gradients.expected.finalMemory };
    const { lines, problem } = await runConformance(broken, await openSession({ backend: 'cpu' }), 'recurrent');
    expect(problem).toContain('outputGradient: has shape');
    expect(lines.map((line) => 'ok' in line && line.ok)).toEqual([true, true, true, false, false, false, false]);
  });

  test('gradients without this form are skipped with a reason, and are no comparison', async () => {
    const session = await openSession({ backend: 'cpu' });
    const { lines } = await runConformance(load('vla-v3-gradient.json'), session, 'parallel');
    const skipped = lines.filter((line) => 'skipped' in line);
    expect(skipped.map((line) => line.tensor)).toEqual(['gradients.q', 'gradients.k', 'gradients.v', 'gradients.u']);
    expect(skipped.some((line) => 'ok' in line || 'relativeError' in line)).toBe(false);
  });
});

describe('tolerances', () => {
  test('only keys along their own penalty directions get ten times more', () => {
    const aligned = files.filter((file) => hasAlignedKeys(load(file)));
    expect(aligned).toEqual(['vla-aligned-keys-gradient.json', 'vla-aligned-keys.json']);
  });

  test('float32 and float64', () => {
    const [plain, aligned] = [load('vla-tiny-lambda.json'), load('vla-aligned-keys.json')];
    expect(toleranceOf(plain, 'webgpu')).toBe(2e-5);
    expect(toleranceOf(plain, 'cpu')).toBe(2e-5);
    expect(toleranceOf(plain, 'reference')).toBe(1e-8);
    expect(toleranceOf(aligned, 'webgpu')).toBeCloseTo(2e-4, 12);
    expect(gradientToleranceOf(plain, 'cpu')).toBe(1e-3);
    expect(gradientToleranceOf(plain, 'reference')).toBe(1e-8);
    expect(gradientToleranceOf(aligned, 'webgpu')).toBeCloseTo(1e-2, 12);
  });
});

describe('files that are not golden files', () => {
  const tensor = { shape: [1, 1, 1, 1], data: [1] };
  const valid = {
    name: 'x',
    op: 'vla',
    options: { lambda0: 1 },
    inputs: { q: tensor, k: tensor, v: tensor, u: tensor },
    expected: { output: tensor },
  };
  const parse = (change: object): (() => GoldenCase) => {
    return () => parseGolden(JSON.stringify({ ...valid, ...change }));
  };

  test('the control case is one, also without name and options', () => {
    expect(parse({})().expected.output.data).toEqual(Float64Array.from([1]));
    expect(parse({ name: undefined, options: undefined })()).toMatchObject({ name: 'vla', options: {} });
    expect(parse({ inputs: { ...valid.inputs, initialMemory: null } })().inputs).not.toHaveProperty('initialMemory');
  });

  test.each<[string, object, string]>([
    ['unknown operator', { op: 'gla' }, 'op: was "gla"; expected one of vla'],
    ['no operator', { op: undefined }, 'op: was undefined'],
    ['an operator that is a method of objects', { op: 'toString' }, 'op: was "toString"'],
    ['no inputs', { inputs: undefined }, 'inputs: was undefined'],
    ['options a list', { options: [] }, 'options: was a plain array'],
    ['no expected tensor', { expected: { gradients: null } }, 'expected: names no tensor'],
    ['an unknown result', { expected: { memory: tensor } }, 'expected.memory: is no result of vla'],
    ['a tensor without data', { expected: { output: { shape: [1] } } }, 'expected.output.data: was undefined'],
    ['a shape of text', { expected: { output: { shape: '1', data: [1] } } }, 'expected.output.shape: was "1"'],
    ['too few numbers', { expected: { output: { shape: [2], data: [1] } } }, 'has 1 numbers; its shape [2] needs 2'],
    ['a hole', { inputs: { q: { shape: [2], data: [1, null] } } }, 'inputs.q.data: is null at [1]'],
    [
      'gradients of nothing',
      { expected: { output: tensor, gradients: { q: tensor } } },
      'inputs.outputGradient: was undefined; expected.gradients need it',
    ],
    [
      'a gradient of no input',
      { expected: { output: tensor, gradients: { alpha: tensor } } },
      'expected.gradients.alpha: is no input',
    ],
    [
      'a gradient of another shape',
      { inputs: { ...valid.inputs, outputGradient: { shape: [1], data: [1] } } },
      'inputs.outputGradient: has rank 1',
    ],
  ])('%s', (_, change, message) => {
    expect(parse(change)).toThrow(message);
  });

  test('no JSON', () => {
    expect(() => parseGolden('{')).toThrow(/^text: can't be read \(.*; expected JSON$/);
  });
});

test.each(operatorNames)('%s is run in every form that it has', (op) => {
  const operator: Operator = operators[op];
  const inputs = exampleInputs(operator, seededRandom(1), { B: 1, H: 1, T: 3, D: 4, Dv: 4, R: 1 } as Problem['sizes']);
  const [[, options]] = operator.example.options as [[string, RunOptions]];
  const golden = { name: op, op, options: { ...options }, inputs, outputGradient: null, expected: {}, gradients: {} };
  expect(formsOf(golden)).toEqual(operator.forms);
});

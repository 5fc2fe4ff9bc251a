import { describe, expect, test } from 'vitest';
import type { Decoded, Decoder, HostTensor, KeptOutput, Session } from '../../src/index.ts';
import { openDecoder } from '../../src/ops/call/openDecoder.ts';
import type { Operator, RunOptions } from '../../src/ops/operator.ts';
import { decodedVla } from '../../src/ops/vla/decode/operator.ts';
import { hasTokens } from '../../src/ops/validation/axes.ts';
import { exampleInputs, operatorNames, operators } from '../../src/operators.ts';
import { seededRandom } from '../../src/random.ts';
import { stacked, tokenAt } from './decoding.ts';

export type Tensors = Record<string, HostTensor>;
type AnyDecoder = Decoder<Tensors, Tensors & { readonly steps: number }>;

const T = 15;

interface Case {
  readonly title: string;
  readonly operator: Operator;
  readonly options: RunOptions;
  readonly sizes: {
    readonly B: number;
    readonly H: number;
    readonly D: number;
    readonly Dv: number;
    readonly R: number;
  };
}

const sizes = { B: 2, H: 2, D: 12, Dv: 7, R: 1 };
const vla = decodedVla as unknown as Operator;
const nudged = { lambda0: 0.3, stabilization: { period: 4, epsilon: 0.05 } };

/** Every operator that has a state, with all options of its example; and tokens of VLA that have a plan of their own. */
export const decoderCases: readonly Case[] = [
  ...operatorNames
    .map((name): Operator => (name === 'vla' ? vla : operators[name]))
    .filter(({ states }) => Object.keys(states).length > 0)
    .flatMap((operator) =>
      operator.example.options.map(([label, options]): Case => {
        return { title: `${operator.name}, ${label}`, operator, options, sizes };
      }),
    ),
  { title: 'vla, nudged', operator: vla, options: nudged as RunOptions, sizes },
  { title: 'vla, two directions, nudged', operator: vla, options: nudged as RunOptions, sizes: { ...sizes, R: 2 } },
  { title: 'vla, rescaled', operator: vla, options: { lambda0: 0.5, renormalizeAbove: 2 } as RunOptions, sizes },
];

/** A sequence for a case, and a decoder that begins with a state where it has one. */
export async function begin({ operator, options, sizes }: Case, session: Session, length = T) {
  const all: Tensors = exampleInputs(operator, seededRandom(3), { ...sizes, T: length });
  const { required, optional } = operator.inputs;
  const tokens = Object.entries({ ...required, ...optional }).filter(([name, axes]) => hasTokens(axes) && all[name]);
  const inputs = Object.fromEntries(tokens.map(([name]) => [name, all[name]!]));
  const open = () =>
    openDecoder<never, never, Tensors, Tensors>(operator as never, { sizes, options: options as never, session });
  return { inputs, open: open as unknown as () => Promise<AnyDecoder> };
}

/** Steps [start, end) of tensors [B,H,T,…]. */
export function tokensOf(inputs: Tensors, start: number, end: number): Tensors {
  const steps = Array.from({ length: end - start }, (_, i) => tokenAt(inputs, start + i));
  const entries = Object.keys(inputs).map((name): [string, HostTensor] => {
    const [B, H, ...rest] = steps[0]![name]!.shape as [number, number, ...number[]];
    const width = rest.reduce((product, size) => product * size, 1);
    const heads = Array.from({ length: B * H }, (_, head) =>
      steps.map((step) => [...step[name]!.data.subarray(head * width, (head + 1) * width)]),
    );
    return [name, { shape: [B, H, steps.length, ...rest], data: Float64Array.from(heads.flat(2)) }];
  });
  return Object.fromEntries(entries);
}

export async function oneByOne(decoder: AnyDecoder, inputs: Tensors, end = T): Promise<Decoded[]> {
  const decoded: Decoded[] = [];
  for (let t = 0; t < end; t++) decoded.push(await decoder.step(tokenAt(inputs, t)));
  return decoded;
}

const numbers = ({ data }: HostTensor): number[] => [...data];
const rows = (tensor: HostTensor, start: number, end: number): number[] =>
  numbers(tokensOf({ x: tensor }, start, end)['x']!);

/** Many tokens at once, read in part or not at all, are those tokens one by one. `inFloat32`: larger numbers are no result. */
export function testManyTokens(sessionOf: () => Promise<Session>, { inFloat32 = true } = {}): void {
  describe.each(decoderCases)('$title', (one) => {
    test('many tokens give the numbers and the state of single steps, to the bit', async () => {
      const { inputs, open } = await begin(one, await sessionOf());
      const single = await open();
      const expected = stacked(await oneByOne(single, inputs));
      const many = await open();
      const cuts = [0, 1, 4, 12, T];
      const parts: number[][] = [];
      for (const [i, end] of cuts.slice(1).entries()) {
        const { output } = await many.stepMany(tokensOf(inputs, cuts[i]!, end));
        expect(output.shape).toEqual([one.sizes.B, one.sizes.H, end - cuts[i]!, one.sizes.Dv]);
        expect(numbers(output)).toEqual(rows(expected, cuts[i]!, end));
        parts.push(numbers(output));
        expect(many.steps).toBe(end);
      }
      expect(await many.state()).toEqual(await single.state());
      single.dispose();
      many.dispose();
    });

    test('read in part, and kept where they are', async () => {
      const { inputs, open } = await begin(one, await sessionOf());
      const single = await open();
      const expected = stacked(await oneByOne(single, inputs));
      const decoder = await open();
      const last = await decoder.stepMany(tokensOf(inputs, 0, 5), { readback: 'last' });
      expect(last.output.shape).toEqual([one.sizes.B, one.sizes.H, one.sizes.Dv]);
      expect(numbers(last.output)).toEqual(rows(expected, 4, 5));
      const { kept } = await decoder.stepMany(tokensOf(inputs, 5, 8), { readback: 'none' });
      const next = await decoder.step(tokenAt(inputs, 8), { readback: 'none' });
      const { output } = await decoder.step(tokenAt(inputs, 9), { readback: 'last' });
      expect(numbers(output)).toEqual(rows(expected, 9, 10));
      await decoder.settled();
      const state = await decoder.state();
      expect(state.steps).toBe(10);
      decoder.dispose();
      // They outlive the decoder.
      expect((await kept.read()).shape).toEqual(kept.shape);
      expect(numbers(await kept.read())).toEqual(rows(expected, 5, 8));
      expect(numbers(await next.kept.read())).toEqual(rows(expected, 8, 9));
      expect(next.kept.shape).toEqual([one.sizes.B, one.sizes.H, one.sizes.Dv]);
      for (const each of [kept, next.kept]) each.dispose();
      await expect(kept.read()).rejects.toThrow('disposed');
      single.dispose();
    });

    test('calls that nobody waits for are taken in order, with their arrays as they are at the call', async () => {
      const { inputs, open } = await begin(one, await sessionOf());
      const single = await open();
      const expected = stacked(await oneByOne(single, inputs, 9));
      const decoder = await open();
      const calls: Promise<Decoded>[] = [];
      const array = tokenAt(inputs, 0);
      for (let t = 0; t < 3; t++) {
        refill(array, tokenAt(inputs, t));
        calls.push(decoder.step(array));
      }
      const arrays = tokensOf(inputs, 3, 5);
      for (const start of [3, 5, 7]) {
        refill(arrays, tokensOf(inputs, start, start + 2));
        calls.push(decoder.stepMany(arrays));
      }
      const state = decoder.state();
      refill(arrays, tokensOf(inputs, 0, 2));
      const outputs = (await Promise.all(calls)).map(({ output }) => numbers(output));
      expect(outputs.slice(0, 3)).toEqual([0, 1, 2].map((t) => rows(expected, t, t + 1)));
      expect(outputs.slice(3)).toEqual([3, 5, 7].map((t) => rows(expected, t, t + 2)));
      expect(await state).toEqual(await single.state());
      single.dispose();
      decoder.dispose();
    });
  });

  const plain = decoderCases.find(({ title }) => title === 'vla, nudged')!;
  const opened = async () => {
    const { inputs, open } = await begin(plain, await sessionOf());
    return { inputs, decoder: await open() };
  };

  const readbacks = inFloat32 ? (['all', 'last', 'none'] as const) : [];
  describe.each(readbacks)('a number that leaves float32, readback %s', (readback) => {
    test('is reported with its step, and ends the decoder', async () => {
      const { inputs, decoder } = await opened();
      await oneByOne(decoder, inputs, 5);
      const many = tokensOf(inputs, 5, 10);
      // Token 7 of head 1: no value is infinite, but S q is.
      const [, , n, D] = many['q']!.shape as [number, number, number, number];
      for (const [name, width] of [
        ['q', D],
        ['v', plain.sizes.Dv],
      ] as const) {
        const start = (n + 2) * width;
        many[name]!.data.fill(3e38, start, start + width);
      }
      const where = /^diverged at step 7 of batch 0, head 1: /;
      const call: Promise<object> = decoder.stepMany(many, { readback: readback as 'all' });
      const later = call.then(
        () => decoder.step(tokenAt(inputs, 10)),
        () => decoder.step(tokenAt(inputs, 10)),
      );
      later.catch(() => undefined);
      const isKept = readback === 'none' && (await sessionOf()).backend === 'webgpu';
      if (isKept) {
        const { kept } = (await call) as { readonly kept: KeptOutput };
        await expect(decoder.settled()).rejects.toThrow(where);
        await expect(kept.read()).rejects.toThrow(where);
        kept.dispose();
      } else {
        await expect(call).rejects.toThrow(where);
        await expect(decoder.settled()).rejects.toThrow(where);
      }
      await expect(later).rejects.toThrow(/an earlier step gave no result \(diverged at step 7 .*open a new decoder/);
      await expect(decoder.state()).rejects.toThrow('open a new decoder');
      decoder.dispose();
    });
  });

  describe('a call that is stopped', () => {
    const stop = new Error('stopped by the test');

    test('before it begins leaves the decoder as it was, and refuses those behind it', async () => {
      const { inputs, decoder } = await opened();
      const before = await decoder.stepMany(tokensOf(inputs, 0, 4));
      const controller = new AbortController();
      const stopped = decoder.stepMany(tokensOf(inputs, 4, 9), { signal: controller.signal });
      const behind = decoder.step(tokenAt(inputs, 9));
      expect(decoder.steps).toBe(10);
      controller.abort(stop);
      await expect(stopped).rejects.toBe(stop);
      await expect(behind).rejects.toThrow('VLA: a call before this one was stopped');
      expect(decoder.steps).toBe(4);
      await expect(decoder.step(tokenAt(inputs, 4), { signal: controller.signal })).rejects.toBe(stop);
      expect(decoder.steps).toBe(4);
      const { inputs: same, decoder: whole } = await opened();
      const expected = await whole.stepMany(tokensOf(same, 0, 9));
      expect(numbers(before.output)).toEqual(rows(expected.output, 0, 4));
      const rest = await decoder.stepMany(tokensOf(inputs, 4, 9));
      expect(numbers(rest.output)).toEqual(rows(expected.output, 4, 9));
      expect(await decoder.state()).toEqual(await whole.state());
      for (const each of [decoder, whole]) each.dispose();
    });
  });

  describe('a call that is stopped while it waits for others', () => {
    test('ends at once; those before it are taken, those behind it refused, and later ones follow', async () => {
      const { inputs, decoder } = await opened();
      const order: string[] = [];
      const note = (name: string) => () => void order.push(name);
      const controller = new AbortController();
      const before = decoder.stepMany(tokensOf(inputs, 0, 4));
      const stopped = decoder.step(tokenAt(inputs, 4), { signal: controller.signal });
      const behind = decoder.step(tokenAt(inputs, 5), { signal: controller.signal });
      const settled = Promise.allSettled([
        before.then(note('before')),
        stopped.catch(note('stopped')),
        behind.catch(note('behind')),
      ]);
      controller.abort(new Error('enough'));
      expect(decoder.steps).toBe(4);
      const rest = decoder.stepMany(tokensOf(inputs, 4, 9));
      await settled;
      expect(order).toEqual(['stopped', 'behind', 'before']);
      await expect(stopped).rejects.toThrow('enough');
      const { inputs: same, decoder: whole } = await opened();
      const expected = await whole.stepMany(tokensOf(same, 0, 9));
      expect(numbers((await before).output)).toEqual(rows(expected.output, 0, 4));
      expect(numbers((await rest).output)).toEqual(rows(expected.output, 4, 9));
      expect(decoder.steps).toBe(9);
      for (const each of [decoder, whole]) each.dispose();
    });
  });

  describe('what can not be taken', () => {
    test('is refused by its name, and leaves the decoder as it was', async () => {
      const { inputs, decoder } = await opened();
      const many = tokensOf(inputs, 0, 3);
      const { q, k, v, u } = many as { q: HostTensor; k: HostTensor; v: HostTensor; u: HostTensor };
      const refused = async (tokens: unknown, message: RegExp | string, options?: object) =>
        expect(decoder.stepMany(tokens as Tensors, options)).rejects.toThrow(message);
      await refused(undefined, /^tokens: was undefined; expected an object with q, k, v, u/);
      await refused({ ...many, beta: q }, /^tokens\.beta: is not known/);
      await refused(tokenAt(inputs, 0), /^q: has rank 3, shape \[2, 2, 12\]; expected \[B,H,T,D\]/);
      await refused(
        { q, k: tokensOf({ k }, 0, 2)['k'], v, u },
        'k: has shape [2, 2, 2, 12]; expected [B,H,T,D] = [2, 2, 3, 12]',
      );
      await refused({ q: { shape: [2, 2, 0, 12], data: new Float32Array(0) }, k, v, u }, /^q: is empty/);
      await refused(many, /^readback: was "some"; expected "all" or "last" or "none"/, { readback: 'some' });
      await refused(many, /^options\.read: is not known/, { read: 'all' });
      await refused(many, /^signal: was 7; expected an AbortSignal/, { signal: 7 });
      await expect(decoder.step(tokenAt(inputs, 0), { signal: 7 as never })).rejects.toThrow(/^signal: /);
      await expect(decoder.step(many)).rejects.toThrow('q: has rank 4');
      expect(decoder.steps).toBe(0);
      await decoder.stepMany(many);
      expect(decoder.steps).toBe(3);
      decoder.dispose();
      await expect(decoder.stepMany(many)).rejects.toThrow('disposed');
      await expect(decoder.settled()).rejects.toThrow('disposed');
    });
  });
}

function refill(target: Tensors, source: Tensors): void {
  for (const [name, { data }] of Object.entries(source)) target[name]!.data.set(data);
}

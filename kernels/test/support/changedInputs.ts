import { expect, test } from 'vitest';
import {
  deltaNet,
  deltaNetGradient,
  linearAttention,
  linearAttentionGradient,
  openDeltaNetDecoder,
  openLinearAttentionDecoder,
  openVlaDecoder,
  softmaxAttention,
  softmaxAttentionGradient,
  vla,
  vlaGradient,
} from '../../src/index.ts';
import type {
  Decoder,
  DeltaNetInputs,
  HostTensor,
  LinearAttentionInputs,
  Session,
  SoftmaxAttentionInputs,
  VlaInputs,
} from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { normals, positiveDefinite, vlaInputs } from './random.ts';

type Tensors = Record<string, HostTensor>;

const sizes = { B: 1, H: 2, T: 20, R: 1, D: 4, Dv: 3 };
const { B, H, D, Dv } = sizes;

/** The same numbers, made anew for every call. */
function madeInputs(): Tensors {
  const random = seededRandom(5);
  return {
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, 1, 2, 3, 4),
    initialInverse: positiveDefinite(random, 1, 2, 4),
    beta: positive(normals(random, 1, 2, 20)),
    initialNormalizer: positive(normals(random, 1, 2, 4)),
    outputGradient: normals(random, 1, 2, 20, 3),
    finalMemoryGradient: normals(random, 1, 2, 3, 4),
  };
}

const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.exp) });

const pick = (inputs: Tensors, ...names: string[]): Tensors =>
  Object.fromEntries(names.map((name) => [name, inputs[name]!]));

const forLinear = ({ q, k, v, initialMemory, initialNormalizer }: Tensors): Tensors => {
  return {
    q: positive(q!),
    k: positive(k!),
    v: v!,
    initialMemory: initialMemory!,
    initialNormalizer: initialNormalizer!,
  };
};

/** The first token of every head, without a time axis, from tensors [B,H,T,…]. */
function firstToken(inputs: Tensors): Tensors {
  const entries = Object.entries(inputs).map(([name, { shape, data }]): [string, HostTensor] => {
    const [, , T, ...rest] = shape;
    const step = data.length / (B * H * T!);
    const rows = [0, 1].flatMap((head) => [...data.subarray(head * T! * step, head * T! * step + step)]);
    return [name, { shape: [B, H, ...rest], data: Float32Array.from(rows) }];
  });
  return Object.fromEntries(entries);
}

const direct = (inputs: Tensors): Tensors => pick(inputs, 'q', 'k', 'v', 'u');

interface Call {
  readonly name: string;
  readonly given: (inputs: Tensors) => Tensors;
  readonly call: (given: never, session: Session) => Promise<object>;
}

const calls: readonly Call[] = [
  {
    name: 'vla',
    given: (all) => pick(all, 'q', 'k', 'v', 'u', 'initialMemory', 'initialInverse'),
    call: (given, session) => vla(given as VlaInputs, { lambda0: 0.5, session }),
  },
  {
    name: 'vla by chunks',
    given: direct,
    call: (given, session) => vla(given as VlaInputs, { lambda0: 0.5, session, form: 'chunk' }),
  },
  {
    name: 'deltaNet',
    given: (all) => pick(all, 'q', 'k', 'v', 'beta', 'initialMemory'),
    call: (given, session) => deltaNet(given as DeltaNetInputs, { session }),
  },
  {
    name: 'linearAttention',
    given: forLinear,
    call: (given, session) => linearAttention(given as LinearAttentionInputs, { session }),
  },
  {
    name: 'softmaxAttention',
    given: (all) => pick(all, 'q', 'k', 'v'),
    call: (given, session) => softmaxAttention(given as SoftmaxAttentionInputs, { session }),
  },
  {
    name: 'vlaGradient',
    given: (all) => pick(all, 'q', 'k', 'v', 'u', 'initialMemory', 'outputGradient', 'finalMemoryGradient'),
    call: (given, session) => vlaGradient(given, { lambda0: 0.5, session }),
  },
  {
    name: 'vlaGradient, on the processor whatever the session',
    given: (all) => pick(all, 'q', 'k', 'v', 'u', 'initialInverse', 'outputGradient'),
    call: (given, session) => vlaGradient(given, { lambda0: 0.5, session }),
  },
  {
    name: 'deltaNetGradient',
    given: (all) => pick(all, 'q', 'k', 'v', 'beta', 'initialMemory', 'outputGradient'),
    call: (given, session) => deltaNetGradient(given, { session }),
  },
  {
    name: 'linearAttentionGradient',
    given: (all) => ({ ...forLinear(all), ...pick(all, 'outputGradient') }),
    call: (given, session) => linearAttentionGradient(given, { session }),
  },
  {
    name: 'softmaxAttentionGradient',
    given: (all) => pick(all, 'q', 'k', 'v', 'outputGradient'),
    call: (given, session) => softmaxAttentionGradient(given, { session }),
  },
];

/** What a caller may do with its arrays as soon as a call has returned. */
function change(tensors: Tensors): void {
  for (const { data, shape } of Object.values(tensors)) {
    data.fill(9);
    (shape as number[]).fill(1);
  }
}

const withoutReport = (result: object): object => {
  const { ran: _, ...tensors } = result as Record<string, unknown>;
  return tensors;
};

const decoders = {
  VLA: {
    open: (session: Session, { initialMemory, initialInverse }: Tensors) =>
      openVlaDecoder({
        ...{ sizes: { B, H, D, Dv }, options: { lambda0: 0.5 }, session },
        state: { memory: initialMemory!, inverse: initialInverse!, steps: 0 },
      }),
    token: (all: Tensors) => firstToken(direct(all)),
  },
  DeltaNet: {
    open: (session: Session, { initialMemory }: Tensors) =>
      openDeltaNetDecoder({ sizes: { B, H, D, Dv }, session, state: { memory: initialMemory!, steps: 0 } }),
    token: (all: Tensors) => firstToken(pick(all, 'q', 'k', 'v', 'beta')),
  },
  'linear attention': {
    open: (session: Session, { initialMemory, initialNormalizer }: Tensors) =>
      openLinearAttentionDecoder({
        ...{ sizes: { B, H, D, Dv }, session },
        state: { memory: initialMemory!, normalizer: initialNormalizer!, steps: 0 },
      }),
    token: (all: Tensors) => firstToken({ ...pick(forLinear(all), 'q', 'k', 'v') }),
  },
};

/** A result is that of the arrays at the time of the call, whatever becomes of them while it is computed. */
export function testChangedInputs(sessionOf: () => Promise<Session>): void {
  test.each(calls)('$name: arrays that change after the call', async ({ given, call }) => {
    const session = await sessionOf();
    const expected = await call(given(madeInputs()) as never, session);
    const changed = given(madeInputs());
    const result = call(changed as never, session);
    change(changed);
    expect(withoutReport(await result)).toEqual(withoutReport(expected));
  });

  test.each(Object.entries(decoders))('decoder of %s: state, token and what it reports', async (_, { open, token }) => {
    const session = await sessionOf();
    const outputs: object[] = [];
    for (const changes of [false, true]) {
      const [start, first] = [madeInputs(), token(madeInputs())];
      const opening = open(session, start);
      if (changes) change(start);
      const decoder = (await opening) as Decoder<object, object>;
      const step = decoder.step(first);
      if (changes) change(first);
      const one = await step;
      const reported = await decoder.state();
      if (changes) change(Object.fromEntries(Object.entries(reported).filter(([name]) => name !== 'steps')) as never);
      const two = await decoder.step(token(madeInputs()));
      outputs.push([one.output, two.output]);
      decoder.dispose();
    }
    expect(outputs[1]).toEqual(outputs[0]);
  });
}

import {
  deltaNet,
  linearAttention,
  softmaxAttention,
  vla,
  type Form,
  type HostTensor,
  type RunOptions,
  type RunReport,
} from '@vla/kernels';
import { seededRandom, type Random } from '@vla/kernels/random';

export interface DeviceCase {
  readonly operator: string;
  readonly forms: readonly Form[];
  readonly sizes: string;
  /** Runs the same inputs wherever the options say. */
  readonly run: (options: RunOptions) => Promise<CaseRun>;
}

export interface CaseRun {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly ran: RunReport;
}

interface Sizes {
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

const B = 2;
const H = 2;

function tensor(random: Random, ...shape: number[]): HostTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: random.fillNormal(new Float32Array(count)) };
}

/** Rows of unit length, as the keys of the delta rule are. */
function unitRows(random: Random, ...shape: number[]): HostTensor {
  const size = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const data = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) data.set(random.unitVector(size), row * size);
  return { shape, data };
}

function attentionInputs(seed: number, { T, D, Dv }: Sizes) {
  const random = seededRandom(seed);
  return {
    random,
    q: tensor(random, B, H, T, D),
    k: unitRows(random, B, H, T, D),
    v: tensor(random, B, H, T, Dv),
  };
}

const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map((x) => Math.abs(x) + 0.1) });

function vlaCase(seed: number, sizes: Sizes, R: number, variant: string, options: object): DeviceCase {
  const { T, D, Dv } = sizes;
  const { random, ...inputs } = attentionInputs(seed, sizes);
  const u = unitRows(random, B, H, T, R, D);
  return {
    operator: `VLA, ${variant}`,
    forms: ['recurrent', 'chunk'],
    sizes: `T ${T}, D ${D}, Dv ${Dv}, R ${R}`,
    run: async (run) => {
      const { output, finalMemory, finalInverse, ran } = await vla(
        { ...inputs, u },
        { lambda0: 0.1, ...options, ...run },
      );
      return { tensors: { output, finalMemory, finalInverse }, ran };
    },
  };
}

/** Small problems that touch every operator, form and option of the kernels: odd lengths, Dv ≠ D, rank above one. */
export function deviceCases(): DeviceCase[] {
  const sizes = { T: 75, D: 16, Dv: 24 };
  const { T, D, Dv } = sizes;
  const shape = `T ${T}, D ${D}, Dv ${Dv}`;
  const linear = attentionInputs(5, sizes);
  const delta = attentionInputs(6, sizes);
  const beta: HostTensor = { shape: [B, H, T], data: new Float32Array(B * H * T).map(() => delta.random.uniform()) };
  const softmax = attentionInputs(7, sizes);
  return [
    vlaCase(1, sizes, 1, 'normalized residual', {}),
    vlaCase(2, sizes, 2, 'plain residual', { write: 'plain' }),
    vlaCase(3, { T: 40, D: 33, Dv: 8 }, 1, 'plain additive', { write: 'plain', error: 'additive' }),
    vlaCase(4, sizes, 1, 'periodic nudge', { stabilization: { period: 20, epsilon: 1e-3 } }),
    {
      operator: 'DeltaNet',
      forms: ['recurrent'],
      sizes: shape,
      run: async (run) => {
        const { output, finalMemory, ran } = await deltaNet({ q: delta.q, k: delta.k, v: delta.v, beta }, run);
        return { tensors: { output, finalMemory }, ran };
      },
    },
    {
      operator: 'Linear attention',
      forms: ['recurrent'],
      sizes: shape,
      run: async (run) => {
        const features = { q: positive(linear.q), k: positive(linear.k), v: linear.v };
        const { output, finalMemory, finalNormalizer, ran } = await linearAttention(features, run);
        return { tensors: { output, finalMemory, finalNormalizer }, ran };
      },
    },
    {
      operator: 'Softmax attention',
      forms: ['full'],
      sizes: shape,
      run: async (run) => {
        const { output, ran } = await softmaxAttention({ q: softmax.q, k: softmax.k, v: softmax.v }, run);
        return { tensors: { output }, ran };
      },
    },
  ];
}

import { relativeError } from '../../src/math/vector.ts';
import { seededRandom } from '../../src/random.ts';
import { vlaProblem, vlaReference } from '../../src/reference.ts';
import { vla } from '../../src/index.ts';
import type { Form, HostTensor, WebGpuSession } from '../../src/index.ts';
import { attentionArrays } from '../inputs.ts';
import type { AttentionArrays } from '../inputs.ts';
import { operators } from '../../src/operators.ts';
import { exactly, rowOf } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export type Keys = 'random' | 'aligned';

export interface AccuracySizes {
  readonly D: number;
  readonly T: number;
  readonly lambdas: readonly number[];
  readonly keys: readonly Keys[];
  /** Where the sequence is cut in two. */
  readonly cuts: readonly number[];
}

export const ACCURACY_SIZES: AccuracySizes = {
  D: 64,
  T: 2048,
  lambdas: [1e-3, 1e-2, 0.1, 1],
  keys: ['random', 'aligned'],
  cuts: [1, 63, 64, 65, 256, 1000, 1024, 2047],
};

/** How far the forms are from float64, and whether a sequence may be cut anywhere. */
export function accuracySuite(args: SuiteArguments & { readonly sizes?: AccuracySizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? ACCURACY_SIZES;
  const errors: Step[] = sizes.keys.flatMap((keys) =>
    sizes.lambdas.map((lambda0) => ({
      title: `error, λ0 = ${lambda0}, ${keys} keys`,
      weight: 2,
      run: (context: StepContext) => errorRows(context, sizes, { keys, lambda0 }),
    })),
  );
  const cuts: Step[] = sizes.cuts.map((cut) => ({
    title: `cut at ${cut}`,
    weight: 1,
    run: (context) => cutRows(context, sizes, cut),
  }));
  return runSteps('accuracy', [...errors, ...cuts], args);
}

interface VlaArrays {
  readonly q: HostTensor;
  readonly k: HostTensor;
  readonly v: HostTensor;
  readonly u: HostTensor;
}

/** Random inputs; aligned keys, and penalty directions with them, stay close to one direction. */
function inputsOf({ D, T }: AccuracySizes, keys: Keys, seed: number): VlaArrays {
  const extent = { B: 1, H: 1, T, D };
  const arrays = attentionArrays(extent, seed);
  const { q, k, v, u } = keys === 'random' ? arrays : aligned(arrays, seed);
  const tensor = (data: Float32Array): HostTensor => ({ shape: [1, 1, T, D], data });
  return { q: tensor(q), k: tensor(k), v: tensor(v), u: tensor(u) };
}

/** How much of a key is its own direction, the rest being common to all. */
const OWN_SHARE = 0.1;

function aligned({ T, D, ...arrays }: AttentionArrays, seed: number): Pick<AttentionArrays, 'q' | 'k' | 'v' | 'u'> {
  const common = seededRandom(seed + 1).unitVector(D);
  const towards = (data: Float32Array, length: number): Float32Array => {
    const moved = new Float32Array(data.length);
    for (let start = 0; start < T * D; start += D) {
      const row = common.map((value, i) => value + (OWN_SHARE * data[start + i]!) / length);
      const norm = Math.hypot(...row);
      moved.set(
        row.map((value) => (value * length) / norm),
        start,
      );
    }
    return moved;
  };
  return { q: arrays.q, k: towards(arrays.k, 1), v: arrays.v, u: towards(arrays.u, 1 / Math.sqrt(D)) };
}

/** Forms other than the step-by-step one. */
const blockForms = operators.vla.forms.filter((form) => form !== 'recurrent');

/** P10: relative error of a form in float32, and that over the step-by-step form's, both against float64. */
async function errorRows(
  { session, lane, seed }: StepContext,
  sizes: AccuracySizes,
  { keys, lambda0 }: { readonly keys: Keys; readonly lambda0: number },
): Promise<BenchRow[]> {
  const inputs = inputsOf(sizes, keys, seed);
  const truth = vlaReference(vlaProblem(inputs, { lambda0 })).output.data;
  const errorOf = async (form: Form): Promise<number> => {
    const { output } = await vla(inputs, { lambda0, session, form });
    return relativeError(output.data, truth);
  };
  const stepByStep = await errorOf('recurrent');
  const rows: BenchRow[] = [];
  for (const form of blockForms) {
    const error = await errorOf(form);
    const shape = { H: 1, T: sizes.T, D: sizes.D, lambda0 };
    const common = { lane, shape, samples: 1, note: `step by step ${stepByStep.toExponential(1)}` };
    const ratioGoal = lambda0 >= 0.1 ? 'P10 ratio, large λ0' : 'P10 ratio';
    const errorGoal = keys === 'aligned' ? 'P10 error, aligned keys' : 'P10 error';
    const title = `float32 error of form ${form}, ${keys} keys`;
    rows.push(
      rowOf({
        ...common,
        goal: ratioGoal,
        title: `${title}, over step by step`,
        unit: '',
        value: exactly(error / stepByStep),
      }),
      rowOf({ ...common, goal: errorGoal, title, unit: '', value: exactly(error) }),
    );
  }
  return rows;
}

/** P12: one pass against two with the state carried over, in every form. */
async function cutRows({ session, lane, seed }: StepContext, sizes: AccuracySizes, cut: number): Promise<BenchRow[]> {
  const inputs = inputsOf(sizes, 'random', seed);
  const rows: BenchRow[] = [];
  for (const form of ['auto', ...blockForms] as const) {
    const whole = await vla(inputs, { lambda0: 0.1, session, form });
    const { output, ran } = await cutPass(session, inputs, cut, form);
    const atBoundary = cut % LONGEST_CHUNK === 0;
    rows.push(
      rowOf({
        lane,
        goal: atBoundary ? 'P12 chunk boundary' : 'P12',
        title: `one pass against two, form ${form === 'auto' ? `${ran} (auto)` : form}`,
        shape: { H: 1, T: sizes.T, D: sizes.D, cut },
        unit: 'relative difference',
        value: exactly(relativeError(output, whole.output.data)),
        samples: 1,
      }),
    );
  }
  return rows;
}

/** A cut at a multiple of this lies between two chunks, whatever power of two up to it the chunks have as length. */
const LONGEST_CHUNK = 64;

async function cutPass(session: WebGpuSession, inputs: VlaArrays, cut: number, form: Form | 'auto') {
  const [, , T] = inputs.q.shape as [number, number, number, number];
  const options = { lambda0: 0.1, session, form };
  const first = await vla(stretch(inputs, 0, cut), options);
  const { finalMemory: initialMemory, finalInverse: initialInverse } = first;
  const second = await vla({ ...stretch(inputs, cut, T), initialMemory, initialInverse }, options);
  const output = Float32Array.from([...first.output.data, ...second.output.data]);
  return { output, ran: second.ran.form };
}

/** Steps [begin, end) of one sequence. */
function stretch(inputs: VlaArrays, begin: number, end: number): VlaArrays {
  const cut = ({ shape, data }: HostTensor): HostTensor => {
    const D = shape[3]!;
    return { shape: [1, 1, end - begin, D], data: (data as Float32Array).subarray(begin * D, end * D) };
  };
  return { q: cut(inputs.q), k: cut(inputs.k), v: cut(inputs.v), u: cut(inputs.u) };
}

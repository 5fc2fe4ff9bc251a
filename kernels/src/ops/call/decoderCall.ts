import { ArgumentError } from '../../errors.ts';
import { checkSession } from '../../runtime/sessionCheck.ts';
import type { Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import type { DecodedOperator, Operator, Problem, RunOptions, Signature } from '../operator.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { lettersOf } from '../validation/axes.ts';
import {
  PADDING_OPTION_NAMES,
  RUN_OPTION_NAMES,
  checkKeys,
  describe,
  isCount,
  numberOption,
} from '../validation/options.ts';
import { checkHostTensor } from '../validation/tensors.ts';

/** Sizes of a decoder. R, for operators that have it, is 1 where it is left out. */
export type DecoderSizes = Omit<AttentionSizes, 'T'> & { readonly R?: number };

type Tensors = Readonly<Record<string, HostTensor>>;

/** What a decoder is opened with, once it is known to be well formed. */
export interface DecoderCall<Options> {
  readonly sizes: AttentionSizes & { readonly R: number };
  readonly options: Options;
  /** Tensors by the names of fields, and the steps before; null where the sequence begins. */
  readonly state: { readonly tensors: Tensors; readonly steps: number } | null;
  readonly session: Session | undefined;
}

/** A field of a state that is kept between tokens, and the result of a call that it is: memory, finalMemory. */
export interface StateField {
  readonly field: string;
  readonly result: string;
}

/** Throws ArgumentError unless `call` has what a decoder of the operator is opened with, and nothing else. */
export function checkedCall<P extends Problem, Options extends RunOptions>(
  operator: DecodedOperator<P, Options>,
  call: unknown,
  fields: readonly StateField[],
): DecoderCall<Options> {
  checkKeys('call', call, ['sizes', 'options', 'state', 'session']);
  const { sizes, options = {}, state, session } = call as Readonly<Record<string, unknown>>;
  checkSession(session);
  return {
    sizes: checkedSizes(operator, sizes),
    options: checkedOptions(operator, options) as Options,
    state: state === undefined ? null : checkedState(operator, state, fields),
    session,
  };
}

const SIZES = ['B', 'H', 'D', 'Dv', 'R'];

function checkedSizes({ inputs }: Pick<Operator, 'inputs'>, value: unknown): AttentionSizes & { R: number } {
  const hasDirections = Object.values(inputs.required).some((axes) => lettersOf(axes).includes('R'));
  checkKeys('sizes', value, SIZES);
  const sizes = value as Readonly<Record<string, unknown>>;
  const checked = SIZES.map((name) => {
    const isOne = name === 'R' && !hasDirections;
    return [
      name,
      numberOption({
        name: `sizes.${name}`,
        value: sizes[name],
        ...(name === 'R' && { fallback: 1 }),
        expected: isOne ? '1, as a token has no directions' : 'a positive integer',
        accept: (size) => Number.isSafeInteger(size) && size >= 1 && (size === 1 || !isOne),
      }),
    ];
  });
  return { ...Object.fromEntries(checked), T: 1 } as AttentionSizes & { R: number };
}

/** The operator checks its own; those of a run are no matter of a decoder, and a step is one of its state. */
function checkedOptions({ decoding }: Pick<DecodedOperator, 'decoding'>, value: unknown): object {
  if (typeof value !== 'object' || value === null) {
    throw new ArgumentError('options', `was ${describe(value)}; expected an object with the operator's options`);
  }
  const names = [...RUN_OPTION_NAMES, ...PADDING_OPTION_NAMES, ...(decoding?.withoutOptions ?? [])];
  const wrong = Object.keys(value).find((name) => names.includes(name));
  if (wrong === 'session') {
    throw new ArgumentError('options.session', 'is not among the options of a decoder; expected beside them');
  }
  if (wrong) throw new ArgumentError(`options.${wrong}`, 'is no option of a decoder');
  return value;
}

/** A state of a decoder; or the result of a call with the tokens before, from the first one on. */
function checkedState<P extends Problem, Options extends RunOptions>(
  operator: Signature<P, Options>,
  value: unknown,
  fields: readonly StateField[],
): { tensors: Tensors; steps: number } {
  const isResult = typeof value === 'object' && value !== null && fields.some(({ result }) => result in value);
  const every = Object.keys(operator.results({ keepIntermediates: true } as never));
  const names = isResult ? [...every, 'ran'] : [...fields.map(({ field }) => field), 'steps'];
  checkKeys('state', value, names);
  const given = value as Readonly<Record<string, unknown>>;
  const tensors = fields.map(({ field, result }) => {
    const name = isResult ? result : field;
    const tensor = given[name];
    checkHostTensor(`state.${name}`, tensor);
    return [field, tensor] as const;
  });
  if (isResult) checkHostTensor('state.output', given['output']);
  const steps = numberOption({
    name: 'state.steps',
    value: isResult ? (given['output'] as HostTensor).shape[2] : given['steps'],
    expected: 'a non-negative integer',
    accept: isCount,
  });
  return { tensors: Object.fromEntries(tensors), steps };
}

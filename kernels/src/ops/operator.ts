import type { KernelPlan } from '../runtime/plan.ts';
import type { Session } from '../runtime/sessionTypes.ts';
import type { RowBound } from '../runtime/tensorGuards.ts';
import type { DeviceTraits, Form } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import type { HostJob } from './host/job.ts';
import type { WasmCall, WasmJob } from './wasm/call.ts';
import type { AttentionSizes, Axes, InputAxes } from './validation/axes.ts';

/** Options that every operator takes beside its own. */
export interface RunOptions<Place extends Session = Session> {
  /** Where to compute. Default: the shared session, opened on first use (WebGPU where there is one, else CPU). */
  readonly session?: Place;
  /** Force a form. Default "auto": the fastest that honours every option. Forcing one that can't throws. */
  readonly form?: Form | 'auto';
  /** Steps per chunk in the chunk form. Default: what was fastest on the kind of device. */
  readonly chunkLength?: number;
  /** Stretches of the sequence that VLA's parallel form starts on at once. Default: as many as occupy the device. */
  readonly segments?: number;
  /**
   * Tokens of each sequence of the batch, [B], 1 to T: what is beyond them is padding. Each sequence gives what it gives alone, its state
   * after its last token included; outputs and gradients of padding are 0. Default: all of them are whole.
   */
  readonly lengths?: ArrayLike<number>;
  /** On which side of a sequence its padding is. Default "right": after its tokens. */
  readonly padding?: 'right' | 'left';
  readonly signal?: AbortSignal;
  /** Called with the fraction done, 0…1, between slices of work. */
  readonly onProgress?: (fraction: number) => void;
}

/** How a sequence is cut. */
export type Cut = Pick<RunOptions, 'chunkLength' | 'segments'>;

/**
 * A call that is known to be well formed, its defaults filled in; null is an input that nobody gave. Of tensors on a device the
 * numbers are not here: their data is empty. Inputs go by the names that the signature declares, those that are filled in too, and
 * plans read no others.
 */
export interface Problem {
  readonly sizes: AttentionSizes;
  readonly inputs: Readonly<Record<string, HostTensor | null>>;
  readonly options?: object;
}

/** A form, and why it is the one. */
export interface FormChoice {
  readonly form: Form;
  /** For the run report and the reader, for example "the faster one below 32 steps". */
  readonly reason: string;
}

/** An argument that a form can't honour. */
export interface Obstacle extends FormChoice {
  readonly option: string;
  /** A form that honours it, and all others. */
  readonly form: Form;
  /** Whether it stands only where the caller leaves the choice of the form: what can't be seen here may be no obstacle. */
  readonly possible?: boolean;
}

/** A piece of a plan's state buffer: it begins as an input, and ends as a result, in whose shape it is. */
export interface StatePart<P extends Problem = Problem> {
  /** The input; null where the state begins as zeros whatever the call. */
  readonly input: string | null;
  readonly result: string;
  /** What it begins as where the input was not given. Default: zeros. */
  initial?(problem: P): Float64Array;
}

/** Numbers of an input: normal, their absolute values, sigmoids of them, rows of length 1, rows of length 1/√D. */
export type ExampleNumbers = 'normal' | 'positive' | 'share' | 'unit' | 'short';

export interface Example<Options> {
  /** Inputs of a typical call, those that are given. */
  readonly inputs: Readonly<Record<string, ExampleNumbers>>;
  /** Options that make a difference, under a name for readers; the most usual ones first. */
  readonly options: readonly (readonly [name: string, options: Options])[];
}

/** What an operator takes and gives. */
export interface Signature<
  P extends Problem = Problem,
  Options extends RunOptions = RunOptions,
  Result extends string = string,
> {
  readonly inputs: InputAxes;
  /** Names and axes of the results, in the order in which TensorFlow.js gets them. */
  results(options: Options): Readonly<Record<string, Axes>>;
  /** Results that a loss may depend on. */
  readonly differentiable: readonly Result[];
  /** Inputs whose numbers are checked for more than being finite and the length of their rows. Default none. */
  readonly inspected?: readonly string[];
  /** Validates a call by arrays, copies its tensors and fills the defaults. Throws ArgumentError. */
  problem(inputs: object, options: Options): P;
  /** The same of tensors whose numbers are on a device. */
  problemOnDevice(inputs: Readonly<Record<string, HostTensor>>, options: Options): P;
}

/**
 * An operator: all that running it takes, on a processor or a device, from arrays or tensors. Plain data and pure functions,
 * which `call/` puts to use; nothing here knows TensorFlow.js or a device.
 */
export interface Operator<P extends Problem = Problem, Options extends RunOptions = RunOptions> extends Signature<
  P,
  Options
> {
  /** In run reports and for options, for example "vla". */
  readonly name: string;
  /** In messages and for readers, for example "VLA". */
  readonly label: string;
  /** In the registry of TensorFlow.js. */
  readonly kernelName: string;
  /** The state buffers of every plan, in pieces one after another. */
  readonly states: Readonly<Record<string, readonly StatePart<P>[]>>;
  /** A typical call, for checks, timings and tests that go over all operators. */
  readonly example: Example<Options>;
  /** All forms that there are, those that ask the least of a device first. */
  readonly forms: readonly [Form, ...Form[]];

  /** The first argument that a form can't honour, or null. Without this member every form honours all. */
  obstacle?(problem: P, form: Form): Obstacle | null;

  /**
   * What a caller should know of the inputs, though they can be used; null where there is nothing. Those left out may be null, and
   * results are where they left the range of numbers.
   */
  warning?(
    inputs: Readonly<Record<string, HostTensor | null | undefined>>,
    options: Options,
    results: Readonly<Record<string, HostTensor>> | null,
  ): string | null;

  /**
   * Watches the tokens of a decoder, which come in pieces, for what `warning` says of a call; memories that stay on a device are
   * not read for it. Default: nothing is said of tokens.
   */
  watch?(options: Options): TokenWatch;

  /** What inputs of tokens are where a token changes no state. Default: zeros. */
  readonly neutral?: Readonly<Record<string, number>>;
  /**
   * What steps of the call from step `from` on add to results though their inputs are neutral, by name: to each number, or to the
   * diagonal of each matrix. Default: nothing.
   */
  addedOver?(problem: Pick<P, 'sizes' | 'options'>, from: number): Readonly<Record<string, number>>;

  /** In float64, step by step. */
  reference(problem: P): HostJob<object>;
  /** With numbers and state in float32, step by step. */
  cpu(problem: P): HostJob<object>;
  /** By chunks in float64; with `float32State`, the state between chunks is rounded to float32. */
  chunked?(problem: P, args: Cut & { readonly form: Form; readonly float32State: boolean }): HostJob<object>;

  /** In WebAssembly, in float32. JavaScript computes the forms that are not there. */
  readonly wasm?: WasmForms<P>;

  /** The faster form on a device, by a size rule. Needed where there are several. */
  preferred?(problem: P, device: DeviceTraits): FormChoice;
  /** Inputs and outputs go by the names of inputs and results. May throw DeviceError('limit'). */
  plan(problem: P, form: Form, device: DeviceTraits, cut: Cut): KernelPlan;
  /** How long the rows of inputs on a device may be, by name. Default: as float32 has it. */
  rowBounds?(problem: Pick<P, 'sizes' | 'options'>): Readonly<Record<string, RowBound>>;
  /** Floating-point operations of one head with T tokens, step by step. */
  flops(sizes: P['sizes']): number;
  /** A form to run once more in, where a result shows that the form it has does not hold; null where all is well. Throws where that form was asked for. */
  retry?(problem: P, result: object, form: Form, asked: boolean): FormChoice | null;
  /** A plan that also keeps what its gradient can use, and the shapes of that by name; null where that would save nothing. */
  keeping?(problem: P, form: Form, device: DeviceTraits, options: Options): KeepingPlan | null;

  readonly gradient: OperatorGradient<P, Options>;
}

/** An operator as its decoders have it; whole sequences are computed without. */
export interface DecodedOperator<P extends Problem = Problem, Options extends RunOptions = RunOptions> extends Operator<
  P,
  Options
> {
  /** Where decoding differs from calls with one token. Default: nowhere. */
  readonly decoding?: Decoding<P, Options>;
}

/** Says what a caller should know of a piece of a sequence, or null. Called in the order of the pieces. */
export type TokenWatch = (piece: {
  readonly inputs: Readonly<Record<string, HostTensor | null | undefined>>;
  /** Steps of the sequence before it. */
  readonly firstStep: number;
  /** Its tokens that became part of the sequence, from the first on. */
  readonly count: number;
  /** Whether what came of it left the range of numbers. */
  readonly diverged: boolean;
}) => string | null;

/** What is computed in WebAssembly. */
export interface WasmForms<P extends Problem> {
  /** The fastest first. */
  readonly forms: readonly [Form, ...Form[]];
  job(call: WasmCall<P>, args: Cut & { readonly form: Form }): WasmJob;
}

/** Where taking a sequence token by token differs from calls with one token each. */
export interface Decoding<P extends Problem = Problem, Options extends RunOptions = RunOptions> {
  /** Optional inputs that tokens do not have, unless a decoder is opened for them. Default none. */
  readonly without?: readonly string[];
  /** Options of calls that a decoder has not: its state says which step it is. Default none. */
  readonly withoutOptions?: readonly string[];
  /** The options of a call that begins with step `step` of the sequence. */
  optionsAt(options: Options, step: number): Options;
  /** The same problem, `steps` steps later in the sequence. */
  later(problem: P, steps: number): P;
  /** Throws ArgumentError for tokens that have no place in a sequence that began as `start`. */
  check(tokens: P, start: P): void;
  /** Tokens of different kinds have different plans of one token. */
  kindOf(token: P): string;
  /** A plan of one token with a state that is laid out in its own way, or null where tokens go through the recurrent form. */
  plan(start: P, device: DeviceTraits): TokenPlan<P> | null;
}

/** A plan of one token. */
export interface TokenPlan<P extends Problem = Problem> {
  readonly plan: KernelPlan;
  /** The plan's inputs. */
  inputs(token: P): Record<string, Float32Array>;
  /** What the plan's state buffers hold at first. */
  readonly initial: Readonly<Record<string, Float32Array>>;
  /** The states that they hold after some tokens, by the names of results: finalMemory. */
  results(buffers: Readonly<Record<string, Float32Array>>): Record<string, HostTensor>;
}

export interface KeepingPlan {
  readonly plan: KernelPlan;
  readonly kept: Readonly<Record<string, readonly number[]>>;
}

/** What a plan of a gradient depends on. */
export interface GradientCall<P extends Problem = Problem> {
  readonly sizes: P['sizes'];
  readonly options: P['options'];
  /** Names of the inputs that the call was given, of the gradients of results that are not zero, and of what was kept. */
  readonly given: ReadonlySet<string>;
}

/** A call, and what a loss says about its results; null is a gradient of zeros. */
export interface GradientProblem<P extends Problem = Problem, Result extends string = string> {
  readonly forward: P;
  readonly gradients: Readonly<Record<Result, HostTensor | null>>;
  /** Names of the inputs that the call was given. */
  readonly given: ReadonlySet<string>;
}

/** The gradient of a loss with respect to an operator's inputs. */
export interface OperatorGradient<P extends Problem = Problem, Options extends RunOptions = RunOptions> {
  /** Names of all that {@link Operator.keeping} may keep. Default none. */
  readonly kept?: readonly string[];
  readonly forms: readonly [Form, ...Form[]];
  /** As those of the operator: their results go by the names of inputs. */
  reference(problem: GradientProblem<P>): HostJob<object>;
  cpu(problem: GradientProblem<P>): HostJob<object>;
  chunked?(problem: GradientProblem<P>, chunkLength?: number): HostJob<object>;
  /** As those of the operator. They read the gradients of results by their names (outputGradient) and write qGradient and so on. */
  readonly wasm?: WasmForms<P>;
  preferred?(call: GradientCall<P>, device: DeviceTraits, chunkLength?: number): FormChoice;
  /** Reads the call's tensors and the gradients of its results by their names, and writes qGradient and so on. */
  plan(call: GradientCall<P>, form: Form, device: DeviceTraits, chunkLength?: number): KernelPlan;
  /** The first argument whose gradient a device does not compute, at least not in the form that was asked for, or null. Without this member there is none. */
  onlyOnProcessor?(call: GradientCall<P>, requested?: Form | 'auto'): string | null;
  /** The first argument that a form on a device can't honour though another does, or null. Without this member every form honours all. */
  obstacle?(call: GradientCall<P>, form: Form): Obstacle | null;
  /** Throws ArgumentError where a call by tensors has no gradient. */
  check?(options: Options): void;
}

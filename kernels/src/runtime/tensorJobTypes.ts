import type { KernelPlan } from './plan.ts';
import type { GuardedJob, RowBound } from './tensorGuards.ts';

/** A stretch of a state buffer that begins as one tensor and ends as another. */
export interface StateCopy {
  readonly words: number;
  /** Name of the input tensor it begins as; numbers where there is none; null for zeros. */
  readonly initial: string | Float32Array | null;
  /** Name of the result it ends as. */
  readonly result: string;
}

/** A plan whose buffers are tfjs tensors. Inputs and outputs of the plan go by the tensors' names. */
export interface TensorJob {
  readonly plan: KernelPlan;
  /** What each state buffer of the plan is made of, in order. */
  readonly states: Readonly<Record<string, readonly StateCopy[]>>;
  /** Numbers of plan inputs that are no tensor of the caller. */
  readonly constants?: Readonly<Record<string, Float32Array>>;
  /** Shapes of all results, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Names of results that are no results of the call, but kept for its gradient, which takes them as inputs. Default none. */
  readonly kept?: readonly string[];
  /** How long the rows of inputs may be, by name. A longer one counts as a number that is not finite does. Default: any length. */
  readonly rowBounds?: Readonly<Record<string, RowBound>>;
}

/** How the inputs and results of a job are looked through: see TensorGuards. */
export interface GuardOptions extends Pick<GuardedJob, 'heads' | 'T' | 'causal' | 'copies'> {
  /** Names of inputs that no caller gives, which are not looked at. */
  readonly ours: readonly string[];
}

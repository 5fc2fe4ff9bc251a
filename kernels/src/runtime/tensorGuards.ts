import { DeviceError } from '../errors.ts';
import type { PassPlan } from './plan.ts';
import type { Piece } from './slices.ts';
import { GUARD_THREADS, inputGuardShader, resultGuardShader } from './tensorGuards.wgsl.ts';

/** A tensor that is looked through. */
export interface GuardedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface GuardedJob {
  /** The plan's name, for messages. */
  readonly name: string;
  readonly heads: number;
  /** Tokens per head. */
  readonly T: number;
  /** Whether what a token gives depends on no later one: then the tokens before a bad one keep what they gave. */
  readonly causal: boolean;
  /** Whether the plan is to read copies of the inputs with tokens, without the numbers that are not finite. */
  readonly copies: boolean;
  readonly inputs: readonly GuardedTensor[];
  readonly results: readonly GuardedTensor[];
}

/** Storage buffers that every device gives a pass. */
const MOST_BINDINGS = 8;
/** Numbers that an invocation looks at, about. */
const PER_THREAD = 16;
const MOST_GROUPS = 1024;

/**
 * Guards for a job on tensors, which is not read back: numbers that are not finite are looked for on the device, in what
 * goes in and in what comes out, and a few words tell the host afterwards. What comes from a bad input is overwritten with
 * NaN, so that it never passes for a result.
 */
export class TensorGuards {
  readonly #job: GuardedJob;
  readonly #tensors: readonly GuardedTensor[];

  constructor(job: GuardedJob) {
    this.#job = job;
    this.#tensors = [...job.inputs, ...job.results];
  }

  /** Words of the buffer `flags`, to be zeros before the job. */
  get words(): number {
    return this.#job.heads + 1 + this.#tensors.length;
  }

  /** Names of the inputs that the plan is to read as copies, which {@link copyOf} names. */
  get copied(): readonly string[] {
    return this.#job.copies ? this.#job.inputs.filter(hasTokens).map(({ name }) => name) : [];
  }

  static copyOf(name: string): string {
    return `copy of ${name}`;
  }

  static readonly flags = 'guard flags';

  /** To be run before the plan. Buffers: inputs, copies and flags. */
  get inputPieces(): Piece[] {
    const { copied } = this;
    const isCopied = ({ name }: GuardedTensor): boolean => copied.includes(name);
    const [withCopy, alone] = [this.#job.inputs.filter(isCopied), this.#job.inputs.filter((one) => !isCopied(one))];
    return [
      ...inGroups(withCopy, (MOST_BINDINGS - 1) >> 1).map((group) =>
        this.#piece('guard of inputs, with copies', inputGuardShader(group.length, true), group, true),
      ),
      ...inGroups(alone, MOST_BINDINGS - 1).map((group) =>
        this.#piece('guard of inputs', inputGuardShader(group.length, false), group, false),
      ),
    ];
  }

  /** To be run when the results are there. Buffers: results and flags. */
  get resultPieces(): Piece[] {
    return inGroups(this.#job.results, MOST_BINDINGS - 1).map((group) =>
      this.#piece('guard of results', resultGuardShader(group.length), group, false),
    );
  }

  /** Where in `flags` the words for the host begin, and how many there are. */
  get told(): { readonly begin: number; readonly count: number } {
    return { begin: this.#job.heads, count: 1 + this.#tensors.length };
  }

  /** What the words for the host say after the job, or null where all is well. */
  faultOf(told: Uint32Array): DeviceError | null {
    const { name, inputs } = this.#job;
    for (const [index, tensor] of this.#tensors.entries()) {
      const left = told[1 + index]!;
      if (left === 0) continue;
      const place = elementsOf(tensor) - left;
      const where = `[${positionOf(tensor.shape, place).join(', ')}]`;
      const what =
        index < inputs.length
          ? `the input "${tensor.name}" is NaN or infinite at ${where}; no result from there on`
          : `diverged: "${tensor.name}" is NaN or infinite at ${where}; no result`;
      return new DeviceError('non-finite', `${name}: ${what}`, { buffer: tensor.name, index: place });
    }
    return null;
  }

  #piece(label: string, code: string, group: readonly GuardedTensor[], copies: boolean): Piece {
    const { T, heads } = this.#job;
    const names = group.map(({ name }) => name);
    const most = Math.max(...group.map(elementsOf));
    const pass: PassPlan = {
      label,
      code,
      bindings: [...names, ...(copies ? names.map(TensorGuards.copyOf) : []), TensorGuards.flags],
      uniforms: [T, heads, 0, 0, ...group.flatMap((tensor) => this.#sizesOf(tensor))],
      workgroups: [Math.max(1, Math.min(MOST_GROUPS, Math.ceil(most / (GUARD_THREADS * PER_THREAD)))), 1, 1],
      flops: most,
    };
    return { pass, begin: 0, end: 0, flops: most };
  }

  #sizesOf(tensor: GuardedTensor): number[] {
    const { heads, T, causal } = this.#job;
    const words = elementsOf(tensor);
    const perHead = words / heads;
    return [words, perHead, causal && hasTokens(tensor) ? perHead / T : 0, heads + 1 + this.#tensors.indexOf(tensor)];
  }
}

/** States before the first token and behind the last, and what is counted over all, have no axis of tokens. */
function hasTokens({ name }: GuardedTensor): boolean {
  return !/^(initial|final|skipped)/.test(name);
}

function elementsOf({ shape }: GuardedTensor): number {
  return shape.reduce((count, size) => count * size, 1);
}

function positionOf(shape: readonly number[], place: number): number[] {
  let rest = place;
  return [...shape]
    .reverse()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}

function inGroups<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most));
}

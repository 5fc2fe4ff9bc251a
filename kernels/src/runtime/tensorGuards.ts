import { DeviceError } from '../errors.ts';
import { valuesOf } from './shader.ts';
import type { SettingTypes, Shader, TypedSettings } from './shader.ts';
import type { Piece } from './slices.ts';
import { GUARD_THREADS, guardSettings, inputGuardShader, resultGuardShader, scaleOf } from './tensorGuards.wgsl.ts';
import type { TensorSize } from './tensorGuards.wgsl.ts';

/** How long the rows of a tensor, its last axis, may be. */
export interface RowBound {
  readonly longest: number;
  /** What a row is, and why none may be longer, for messages: "direction", "1 + uᵀA u would leave float32". */
  readonly name: string;
  readonly reason: string;
}

/** A tensor that is looked through. */
export interface GuardedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of an input. Default: its rows may have any length. */
  readonly rows?: RowBound;
}

export interface GuardedJob {
  /** The plan's name, for messages. */
  readonly name: string;
  readonly heads: number;
  /** Tokens per head. */
  readonly T: number;
  /** Whether what a token gives depends on no later one: then the tokens before a bad one keep what they gave. */
  readonly causal: boolean;
  /** Whether the plan is to read copies of the inputs with tokens, without what is bad in them. */
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
 * goes in and in what comes out, and rows that are too long in what goes in; a few words report it to the host afterwards. What
 * comes from a bad input is overwritten with NaN, so that it never passes for a result.
 */
export class TensorGuards {
  readonly #job: GuardedJob;
  readonly #findings: readonly Finding[];
  /** To be run before the plan. Buffers: inputs, copies and flags. */
  readonly inputPieces: readonly Piece[];
  /** To be run when the results are there. Buffers: results and flags. */
  readonly resultPieces: readonly Piece[];

  constructor(job: GuardedJob) {
    this.#job = job;
    const inTensor = (tensor: GuardedTensor): Finding[] =>
      tensor.rows ? [{ tensor }, { tensor, row: tensor.rows }] : [{ tensor }];
    this.#findings = [...job.inputs, ...job.results].flatMap(inTensor);
    this.inputPieces = this.#inputPieces();
    this.resultPieces = inGroups(job.results, MOST_BINDINGS - 1).map((group) => this.#resultPiece(group));
  }

  /** Words of the buffer `flags`, to be zeros before the job. */
  get words(): number {
    return this.#job.heads + this.reported.count;
  }

  /** Names of the inputs that the plan is to read as copies, which {@link copyOf} names. */
  get copied(): readonly string[] {
    return this.#job.copies ? this.#job.inputs.filter(hasTokens).map(({ name }) => name) : [];
  }

  static copyOf(name: string): string {
    return `copy of ${name}`;
  }

  static readonly flags = 'guard flags';

  #inputPieces(): Piece[] {
    const { copied } = this;
    const isCopied = ({ name }: GuardedTensor): boolean => copied.includes(name);
    const [withCopy, alone] = [this.#job.inputs.filter(isCopied), this.#job.inputs.filter((one) => !isCopied(one))];
    return [
      ...inGroups(withCopy, (MOST_BINDINGS - 1) >> 1).map((group) => this.#inputPiece(group, true)),
      ...inGroups(alone, MOST_BINDINGS - 1).map((group) => this.#inputPiece(group, false)),
    ];
  }

  /** Where in `flags` the words for the host begin, and how many there are. */
  get reported(): { readonly begin: number; readonly count: number } {
    return { begin: this.#job.heads, count: 1 + this.#findings.length };
  }

  /** What the words for the host say after the job, or null where all is well. */
  faultOf(reported: Uint32Array): DeviceError | null {
    const lefts = reported.subarray(1);
    const index = lefts.findIndex((left) => left > 0);
    const finding = this.#findings[index];
    if (!finding) return null;
    const { tensor } = finding;
    const place = elementsOf(tensor) - lefts[index]!;
    const message = `${this.#job.name}: ${this.#sentence(finding, place)}`;
    return new DeviceError('non-finite', message, { buffer: tensor.name, index: place });
  }

  #sentence({ tensor: { name, shape }, row }: Finding, place: number): string {
    const position = positionOf(shape, place);
    if (row) {
      const what = `a ${row.name} longer than ${row.longest.toPrecision(3)} at [${position.slice(0, -1).join(', ')}]`;
      return `the input "${name}" has ${what}: ${row.reason}; no result from there on`;
    }
    const bad = `"${name}" is NaN or infinite at [${position.join(', ')}]`;
    const isInput = this.#job.inputs.some((input) => input.name === name);
    return isInput ? `the input ${bad}; no result from there on` : `diverged: ${bad}; no result`;
  }

  #inputPiece(group: readonly GuardedTensor[], copies: boolean): Piece {
    const settings = this.#settingsOf(group);
    const bounded = group.map(({ rows }) => rows !== undefined);
    const names = copies ? group.map(({ name }, i) => [`y${i}`, TensorGuards.copyOf(name)] as const) : [];
    const guard = inputGuardShader(settings, bounded, copies);
    const label = copies ? 'guard of inputs, with copies' : 'guard of inputs';
    return pieceOf(guard, { label, group, settings, copies: Object.fromEntries(names) });
  }

  #resultPiece(group: readonly GuardedTensor[]): Piece {
    const settings = this.#settingsOf(group);
    return pieceOf(resultGuardShader(settings, group.length), { label: 'guard of results', group, settings });
  }

  #settingsOf(group: readonly GuardedTensor[]): TypedSettings {
    const { heads, T, causal } = this.#job;
    const sizes = group.map((tensor): TensorSize => {
      const words = elementsOf(tensor);
      const perHead = words / heads;
      const perToken = causal && hasTokens(tensor) ? perHead / T : 0;
      const { rows: row, shape } = tensor;
      const bound = row && {
        ...{ row: shape.at(-1)!, ...scaleOf(row.longest) },
        longPlace: this.#wordOf({ tensor, row }),
      };
      return { words, perHead, perToken, place: this.#wordOf({ tensor }), bound };
    });
    return guardSettings({ T, any: heads }, sizes);
  }

  #wordOf({ tensor, row }: Finding): number {
    return this.#job.heads + 1 + this.#findings.findIndex((one) => one.tensor === tensor && one.row === row);
  }
}

/** What a word for the host is about: a number of a tensor that is not finite, or a row that is too long. */
interface Finding {
  readonly tensor: GuardedTensor;
  readonly row?: RowBound;
}

/** The dispatch of a guard over some tensors. Its flags are the job's. */
function pieceOf(
  guard: Shader<SettingTypes, false>,
  args: {
    readonly label: string;
    readonly group: readonly GuardedTensor[];
    readonly settings: TypedSettings;
    readonly copies?: Readonly<Record<string, string>>;
  },
): Piece {
  const { label, group, settings, copies = {} } = args;
  const most = Math.max(...group.map(elementsOf));
  const tensors = Object.fromEntries(group.map(({ name }, i) => [`x${i}`, name]));
  const pass = guard.pass({
    label,
    buffers: { ...tensors, ...copies, flags: TensorGuards.flags },
    settings: valuesOf(settings),
    workgroups: [Math.max(1, Math.min(MOST_GROUPS, Math.ceil(most / (GUARD_THREADS * PER_THREAD)))), 1, 1],
    flops: most,
  });
  return { pass, begin: 0, end: 0, flops: most };
}

/** States before the first token and after the last, and what is counted over all, have no axis of tokens. */
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

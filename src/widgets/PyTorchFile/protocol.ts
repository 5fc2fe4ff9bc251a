import type { NameProblems, SourceClass, SourceModelOptions } from '@vla/kernels/model';
import type { BackendChoice, Failure, Ran } from '../worker/protocol.ts';

/** What a file does not say, or what the reader wants to read it as. Default: as its names have it. */
export interface Reading {
  readonly class?: SourceClass;
  readonly options: Pick<SourceModelOptions, 'heads' | 'lambda0'>;
}

/** What the worker is asked. */
export type Question =
  /** Reads a file, and makes its model. */
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly backend: BackendChoice; readonly reading: Reading }
  /** Logits of tokens, from a whole model. */
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] }
  /** Outputs of a layer for vectors that a seed decides. */
  | { readonly kind: 'vectors'; readonly seed: number; readonly count: number }
  /** The weights as they are, in a file under the same names. */
  | { readonly kind: 'file' };

/** Where one of our weights comes from. */
export interface MapRow {
  readonly name: string;
  readonly shape: readonly number[];
  readonly from: string;
  readonly theirs: readonly number[];
  readonly change: string;
}

/** What the model of a file takes. */
export type Takes =
  | { readonly kind: 'tokens'; readonly vocabulary: number; readonly length: number }
  | { readonly kind: 'vectors'; readonly modelDim: number };

/** A list of which only the beginning is shown: a file may name as much as it likes. */
export interface Begun<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

export interface Opened {
  readonly class: SourceClass;
  /** The classes whose names and shapes the file has. */
  readonly fits: readonly SourceClass[];
  /** What the class takes that a file does not say, with what is meant where nothing was given. */
  readonly asks: readonly ('heads' | 'lambda0')[];
  readonly parameters: number;
  readonly map: Begun<MapRow>;
  readonly passedOver: Begun<string>;
  readonly takes: Takes;
}

/** A file that could not be read as anything, or not as what was chosen. */
export interface Refused {
  readonly failure: Failure;
  readonly fits: readonly SourceClass[];
  /** Null where it is not its names that are wrong. */
  readonly names: { readonly [List in keyof NameProblems]: Begun<string> } | null;
}

export type Opening =
  { readonly type: 'opened'; readonly opened: Opened } | { readonly type: 'refused'; readonly refused: Refused };

type Where = Omit<Ran, 'milliseconds'>;

/** What came out, [T,numbers], row-major. */
export interface Output {
  readonly width: number;
  readonly values: Float32Array;
  readonly ran: Where;
}

export interface Heard extends Output {
  readonly tokens: readonly number[];
  /** The likeliest next tokens after each of them, likeliest first. */
  readonly next: readonly (readonly Likely[])[];
  /** Logits of the classes, of a model that has them. */
  readonly classes: Float32Array | null;
}

export interface Likely {
  readonly token: number;
  readonly logit: number;
  readonly probability: number;
}

export interface Transformed extends Output {
  readonly input: Float32Array;
}

export interface Answers {
  readonly open: Opening;
  readonly tokens: Heard;
  readonly vectors: Transformed;
  readonly file: Uint8Array<ArrayBuffer>;
}

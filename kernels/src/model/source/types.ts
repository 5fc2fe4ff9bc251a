import type { PassedOver } from '../safetensors.ts';
import type { SourceOptions } from '../../layers/source/types.ts';
import type { SourceTensors, SourceWeight } from '../../layers/source/weights.ts';
import type { TransformerOptions } from '../config.ts';

/** What the source's models are made with, in our words. Sizes are those of the file, and must agree with it where they are given. */
export interface SourceModelOptions extends SourceOptions {
  readonly layers?: number;
  readonly ff?: number;
  readonly vocabulary?: number;
  readonly length?: number;
  readonly classes?: number;
  /** What carries information from token to token, in the source's words. */
  readonly attention?: string;
}

/** A model of the source: ours, and where its weights are in the file. */
export interface SourcePlan {
  readonly transformer: TransformerOptions;
  readonly weights: readonly SourceWeight[];
  /** Of a class head on the mean over time; empty where there is none. */
  readonly classHead: readonly SourceWeight[];
  /** The file's tensors that weights are taken from. */
  readonly tensors: SourceTensors;
  /** Tensors that nothing depends on. */
  readonly passedOver: Readonly<Record<string, PassedOver>>;
}

/** A class of the source that is a whole model. */
export interface SourceModel {
  readonly name: string;
  /** Options that it takes. */
  readonly options: readonly (keyof SourceModelOptions)[];
  recognises(names: ReadonlySet<string>): boolean;
  plan(tensors: SourceTensors, options: SourceModelOptions): SourcePlan;
}

import type { RunOptions, TaskChoice } from '../options.ts';

/** Where a number comes from. */
export interface Source {
  /** Who published it, or nobody: then it is this project's choice. */
  readonly by: 'published' | 'ours';
  /** The place, or why it was chosen. */
  readonly text: string;
}

/** What a preset decides, each with its source. */
export type PresetSources = Readonly<Record<'task' | 'model' | 'batchSize' | 'steps' | 'rates', Source>>;

/** The sizes of a model; what carries information from token to token is for the run to say. */
export type ArenaModel = Readonly<
  Required<Pick<ArenaModelOptions, 'modelDim' | 'layers' | 'heads' | 'feedForwardDim'>>
> &
  Omit<ArenaModelOptions, 'mixer'>;

/** What a run says of its model. */
export type ArenaModelOptions = NonNullable<RunOptions['model']>;

/** One size of a task of the Long Range Arena: what is learned, by what model, and for how long. */
export interface ArenaPreset {
  readonly task: TaskChoice;
  /** Positions of a sequence, as the task has them. */
  readonly tokens: number;
  readonly model: ArenaModel;
  /** Sequences per step. */
  readonly batchSize: number;
  /** Optimiser steps. */
  readonly steps: number;
  /** Largest learning rates to try. The first one is trained with where none is named. */
  readonly rates: readonly [number, ...number[]];
  readonly sources: PresetSources;
}

/** The presets of a task: "tiny", "small" and "full", and steps between them where a task has some. */
export type ArenaPresets<Name extends string = never> = Readonly<Record<'tiny' | 'small' | 'full' | Name, ArenaPreset>>;

import type { Session } from '@vla/kernels';
import type { Folder } from '@vla/kernels/tasks';
import type { Candidate, CandidateResult } from './training/recipe.ts';

/** A parameter the reader may change. `key` is a field of the config (or of the view). */
export type Control<Fields> = {
  readonly key: keyof Fields & string;
  readonly label: string;
  readonly help?: string;
} & (
  | {
      readonly kind: 'integer' | 'number';
      readonly min: number;
      readonly max: number;
      readonly step?: number;
      /** Field of the config that also bounds it, as the length of the sequence bounds a step. */
      readonly boundedBy?: string;
      readonly logarithmic?: boolean;
    }
  | { readonly kind: 'choice'; readonly choices: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'boolean' }
);

/** What is known of an experiment before it runs: small, and free of kernel code. */
export interface ExperimentDefinition<Config extends object = object, View extends object = object> {
  /** Folder name, file name of the recorded data, value of `data-figure`. */
  readonly id: string;
  readonly title: string;
  /** What the figure shows, in one or two sentences. */
  readonly caption: string;
  /** Text alternative of the recorded picture. */
  readonly alternative: string;
  /** The recorded setting, and the default of a live run. */
  readonly config: Config;
  /** What differs in the default of a live run, where the recorded setting takes a reader too long. */
  readonly live?: Partial<Config>;
  /**
   * Fields of the setting that choose how much of the record a run repeats, such as one of several models: a run that
   * differs in these alone must agree with the record in the numbers that it has.
   */
  readonly parts?: readonly (keyof Config & string)[];
  readonly seed: number;
  readonly controls: readonly Control<Config>[];
  /** Parameters of the picture alone: changing one redraws without computing. */
  readonly view: View;
  /** Ranges of view controls may depend on the data, so the maximum is clamped to it by the drawing. */
  readonly viewControls: readonly Control<View>[];
  /** "quick" figures are recomputed by `npm run figures -- --check`. */
  readonly cost: 'quick' | 'long';
  /** What is said while nothing is recorded: setting and rule are older than the data. To be taken out with the first record. */
  readonly awaits?: string;
  /** Set where the data are times: true of the device they were measured on, and not to be repeated elsewhere. */
  readonly measuresTime?: true;
  /** Set where nothing can be computed without a graphics device. */
  readonly needsWebGpu?: true;
  /** Set where it is computed from published files that are no part of this site: which ones. A page shows what was recorded. */
  readonly needsFiles?: string;
  /** Set where the record is made by TensorFlow.js's WebAssembly backend: a device in software is slower at it. */
  readonly recordedOn?: 'wasm';
}

export interface Progress {
  /** 0…1. */
  readonly fraction: number;
  readonly message: string;
}

export interface ComputeArguments<Config> {
  readonly config: Config;
  readonly seed: number;
  readonly runtime: Session;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  /** Where a recording of hours keeps its parts, so that an interrupted one continues where it stopped. */
  readonly kept?: KeptParts;
  /** Where the files are, for an experiment that needs some. */
  readonly folder?: Folder;
  /** Where a recording trains its models side by side. */
  readonly threads?: Threads;
}

/** Threads that each train a model, to the same last bit as this thread does. */
export interface Threads {
  /** How many at a time. */
  readonly most: number;
  readonly train: (work: {
    readonly candidate: Candidate;
    readonly signal: AbortSignal;
    /** Called with the share of the steps that are done. */
    readonly onProgress: (fraction: number) => void;
    /** Where it stores how far it is, and continues from. Default: nowhere. */
    readonly file?: string;
  }) => Promise<CandidateResult>;
}

/** Results of parts of a run by what decides them. Both are plain data. */
export interface KeptParts {
  read(part: object): unknown;
  write(part: object, result: object): void;
  /** A file for a part that has begun and not ended, if it can have one. */
  fileFor?(part: object): string;
}

/**
 * Data is plain JSON. Pure, unless it measures time: the same arguments give the same data, up to the rounding of the
 * backend.
 */
export type Compute<Config, Data> = (args: ComputeArguments<Config>) => Promise<Data>;

/** A named number that pages may quote and checks compare. */
export interface Quantity {
  /** Unique within the figure, for example "vlaNormAt1000". Quoted as `<Value of="state-norms.vlaNormAt1000"/>`. */
  readonly name: string;
  readonly label: string;
  /** Mean over seeds where there are several. */
  readonly value: number;
  /** Standard deviation over seeds; absent for a single deterministic value. */
  readonly spread?: number;
  readonly unit?: string;
  /**
   * Two runs of the same setting agree when |a − b| ≤ absolute + relative·|a|. Null for a measurement of the device,
   * which another run has no duty to repeat.
   */
  readonly tolerance: { readonly relative: number; readonly absolute: number } | null;
}

/** The figure's numbers as a table, for readers who do not see the picture. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface DrawArguments<Data, View> {
  readonly data: Data;
  /** Recorded data drawn pale behind a live result. */
  readonly recorded?: Data;
  readonly view: View;
  readonly theme: 'light' | 'dark';
  /** Width in CSS pixels. */
  readonly width: number;
  /** The browser's document, or jsdom's at build time. */
  readonly document: Document;
}

/** How data becomes picture, table and numbers. Loaded only where the figure is drawn. */
export interface ExperimentView<Data, View extends object> {
  readonly draw: (args: DrawArguments<Data, View>) => Element;
  readonly table: (data: Data) => DataTable;
  readonly quantities: (data: Data) => readonly Quantity[];
  /** Present where recording again takes hours. */
  readonly trial?: Trial<Data>;
}

/** A smaller run that finds out whether today's code still computes what is recorded: `npm run figures -- --confirm`. */
export interface Trial<Data> {
  /** What differs from the recorded setting. */
  readonly config: object;
  /** Numbers that recorded data and the smaller run's have in common, each with a tolerance. */
  readonly quantities: (data: Data) => readonly Quantity[];
}

/** The code that computed a figure. */
export interface Sources {
  /** SHA-256 over the contents of the modules, wherever they lie, and the packages. */
  readonly hash: string;
  /** Hash of the part of each file that is reached, by its path. The paths are there for messages. */
  readonly modules: Readonly<Record<string, string>>;
  /** Locked version of each package that is imported. */
  readonly packages: Readonly<Record<string, string>>;
}

/** A trial of a later version of the code that agreed with a record. */
export interface Confirmation {
  readonly date: string;
  readonly commit: string;
  readonly adapter: string;
  readonly config: object;
  /** Each number of the trial: as it follows from the recorded data, and as it was computed again. */
  readonly compared: readonly { readonly name: string; readonly recorded: number; readonly now: number }[];
  readonly sources: Sources;
}

/** What computed on the processor. */
export interface Processor {
  readonly model: string;
  readonly cores: number;
  /** What it took over all cores, and for models that were kept from an earlier recording what they took then. */
  readonly seconds: number;
}

/** Where a recorded figure came from. */
export interface Provenance {
  readonly commit: string;
  readonly backend: string;
  readonly adapter: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly date: string;
  /** From the beginning of the recording to its end, and for each part kept from an earlier one what it took then. */
  readonly durationSeconds: number;
  /** The processor that computed it, where that is known; not in records from before it was kept. */
  readonly processor?: Processor;
  readonly dataHash: string;
}

/** Content of static/figures/ID.json. */
export interface RecordedFigure<Config = object, Data = unknown> {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Text alternative of the picture. */
  readonly alternative: string;
  readonly config: Config;
  readonly seed: number;
  readonly data: Data;
  /** The data as the table under the picture: at most a few dozen rows. */
  readonly table: DataTable;
  readonly quantities: readonly Quantity[];
  readonly measuresTime?: true;
  readonly provenance: Provenance;
  /** Absent in records from before it was kept, which the check reports as stale. */
  readonly sources?: Sources;
  readonly confirmation?: Confirmation;
}

/** One row of src/experiments/registry.ts: the definition at hand, everything heavy behind a dynamic import. */
export interface ExperimentEntry {
  readonly definition: ExperimentDefinition;
  /** Loaded in the worker. */
  readonly loadCompute: () => Promise<Compute<object, unknown>>;
  /** Loaded where the figure is drawn; brings the chart library. */
  readonly loadView: () => Promise<ExperimentView<unknown, object>>;
}

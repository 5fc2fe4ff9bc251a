/** An empty project in which the packed archive is installed, built with one tool, and run. */
export interface Consumer {
  /** For the command line and the table. */
  readonly name: string;
  /** What is installed beside the archive: package → version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Files of the project: path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** More fields of its package.json. */
  readonly manifest?: object;
  /** How the packages are installed. Default: npm install. */
  readonly install?: readonly string[];
  /** Commands after that, each with its arguments; those in node_modules/.bin go by their names. */
  readonly build?: readonly (readonly [string, ...string[]])[];
  /** What prints the results: a command, or a folder of a page for Chromium. */
  readonly run: { readonly command: readonly [string, ...string[]] } | { readonly page: string };
  /** What a page has beside its own numbers. Default none. */
  readonly expects?: readonly ('worker' | 'server')[];
  /** What its tools have to say where it can not work: then it may not compute anything. Default: it works. */
  readonly refusal?: RegExp;
}

/** The numbers that a project computed, by where: each is compared with the float64 reference. */
export interface Results {
  /** A call by arrays. */
  readonly arrays: readonly number[];
  /** The same by tf.Tensors, and its gradient with respect to the values, which is not compared but must be finite. */
  readonly tensors?: readonly number[];
  readonly gradient?: readonly number[];
  /** The loss of a model with a layer, before and after some steps. */
  readonly losses?: readonly [number, number];
  /** A call by arrays in a worker. */
  readonly worker?: readonly number[];
  /** A call by arrays while the page was rendered on a server. */
  readonly server?: readonly number[];
}

/** The line of a run that has its results. */
export const MARK = 'RESULTS ';

/** What came of the test of a claim. */
export type Verdict = 'reproduced' | 'partly' | 'not reproduced' | 'not tested yet';

/** Where the words were read. A prediction is of this project, written before it was tried. */
export type SourceName =
  'paper' | 'experiments page' | 'API page' | 'introduction' | 'README' | 'review' | 'prediction';

/** A number as others published it, to be drawn beside ours and labelled so. */
export interface PublishedNumber {
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
}

/** A recorded quantity, as a rule sees it. */
export interface Measured {
  /** Mean over seeds where there are several. */
  readonly value: number;
  /** Standard deviation over seeds; 0 for a single deterministic value. */
  readonly spread: number;
}

export interface Judgement {
  readonly verdict: Exclude<Verdict, 'not tested yet'>;
  /** Why, in a sentence or two. */
  readonly reason: string;
}

/** The test of a claim: which recorded numbers it looks at, and the rule that turns them into a verdict. */
export interface Test {
  /** Names in the rule → "figure.quantity", in the order in which a reader sees them. */
  readonly measures: Readonly<Record<string, string>>;
  /** Whether the rule was committed before the first record of its figures, or when their numbers could be seen. */
  readonly written: 'before' | 'after';
  /** The rule in words, with its thresholds. */
  readonly rule: string;
  readonly judge: (measured: Readonly<Record<string, Measured>>) => Judgement;
  /** What a verdict of this test does not say. */
  readonly limits?: string;
  /** What is said while a figure is not recorded yet: the rule is older than its data. To be taken out with the first record. */
  readonly awaits?: string;
}

export interface NotTested {
  readonly missing: string;
}

export interface Claim {
  /** Its address on the claims page, and the name of its file. */
  readonly id: string;
  readonly title: string;
  /** The published words. */
  readonly quote: string;
  readonly source: SourceName;
  /** Place in the source. */
  readonly place: string;
  readonly published?: readonly PublishedNumber[];
  readonly test: Test | NotTested;
  /** The same at the published size, which takes hours to record: once its figures are there it decides in place of the other. */
  readonly atSize?: Test;
  /** Figures that belong to the subject and decide nothing. */
  readonly related?: readonly string[];
}

/** Ties the names in a rule to the quantities that are measured. */
export function measured<Name extends string>(
  test: Omit<Test, 'measures' | 'judge'> & {
    readonly measures: Readonly<Record<Name, string>>;
    readonly judge: (measured: Readonly<Record<Name, Measured>>) => Judgement;
  },
): Test {
  return test as Test;
}

export const notTested = (missing: string): NotTested => ({ missing });

export const reproduced = (reason: string): Judgement => ({ verdict: 'reproduced', reason });
export const partly = (reason: string): Judgement => ({ verdict: 'partly', reason });
export const notReproduced = (reason: string): Judgement => ({ verdict: 'not reproduced', reason });

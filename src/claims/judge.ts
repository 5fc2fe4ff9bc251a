import type { Quantity, RecordedFigure } from '../lib/experiment.ts';
import type { Claim, Measured, Test } from './claim.ts';
import type { Evidence, JudgedClaim, MeasuredNumber } from './judged.ts';

/** The recorded figure of an id, or null. */
export type ReadFigure = (id: string) => RecordedFigure | null;

/**
 * The verdict on a claim, from recorded figures alone.
 *
 * @throws Error naming a figure or quantity that the claim's test needs and that is not recorded.
 */
export function judge({ atSize, related = [], published = [], ...claim }: Claim, read: ReadFigure): JudgedClaim {
  const { test: small, ...words } = claim;
  const test = atSize && isRecorded(atSize, read) ? atSize : small;
  if ('missing' in test) {
    return {
      ...words,
      verdict: 'not tested yet',
      reason: test.missing,
      published,
      measured: [],
      evidence: [],
      related,
    };
  }
  if (test.awaits !== undefined && !isRecorded(test, read)) {
    const { rule, written, limits } = test;
    const method = { rule, ruleWritten: written, ...(limits && { limits }) };
    return {
      ...{ ...words, verdict: 'not tested yet', reason: test.awaits },
      ...{ ...method, published, measured: [], evidence: [], related },
    };
  }
  const found = Object.entries(test.measures).map(([name, reference]) => ({
    name,
    ...find(reference, read, words.id),
  }));
  const { verdict, reason } = test.judge(Object.fromEntries(found.map(({ name, quantity }) => [name, seen(quantity)])));
  const figures = [...new Map(found.map(({ figure }) => [figure.id, figure])).values()];
  return {
    ...words,
    verdict,
    reason,
    rule: test.rule,
    ruleWritten: test.written,
    limits: test.limits,
    published,
    measured: found.map(({ figure, quantity }) => numberOf(figure.id, quantity)),
    evidence: figures.map(evidenceOf),
    related,
  };
}

const isRecorded = ({ measures }: Test, read: ReadFigure): boolean =>
  Object.values(measures).every((reference) => read(figureOf(reference)) !== null);

const figureOf = (reference: string): string => reference.split('.')[0]!;

function find(reference: string, read: ReadFigure, claim: string) {
  const name = reference.slice(figureOf(reference).length + 1);
  const id = figureOf(reference);
  const figure = read(id);
  if (!figure) throw new Error(`claim "${claim}" needs the figure "${id}", which is not recorded`);
  const quantity = figure.quantities.find((candidate) => candidate.name === name);
  if (!quantity) throw new Error(`claim "${claim}" needs "${reference}": the figure has no such quantity`);
  return { figure, quantity };
}

function seen({ value, spread = 0 }: Quantity): Measured {
  return { value, spread };
}

function numberOf(figure: string, { name, label, value, spread, unit }: Quantity): MeasuredNumber {
  return { figure, name, label, value, spread, unit };
}

function evidenceOf({ id, title, config, provenance }: RecordedFigure): Evidence {
  const { adapter, date, commit, dataHash } = provenance;
  const { seeds } = config as { seeds?: number };
  return { figure: id, title, seeds, adapter, date, commit, dataHash };
}

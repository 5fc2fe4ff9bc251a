import { compareQuantities } from '../compare.ts';
import type { ExperimentEntry, RecordedFigure, Sources } from '../experiment.ts';
import { canonicalJson, hashOf } from './canonical.ts';
import { uncommitted } from './code.ts';
import { describe } from './describe.ts';
import { pictureOf, variants } from './picture.ts';
import type { Reference } from './references.ts';
import { staleness } from './stale.ts';
import type { FigureStore } from './store.ts';

/** One thing that was looked at, and what is wrong with it; null when nothing is. */
export interface Finding {
  readonly what: string;
  readonly problem: string | null;
}

export interface StoredCheck {
  readonly store: FigureStore;
  /** An empty document to draw in. */
  readonly document: () => Document;
  /** The code of a figure as it is now. */
  readonly sources: (id: string) => Promise<Sources>;
}

/** Whether what is stored for an experiment fits together and is from today's code. */
export async function checkStored(
  entry: ExperimentEntry,
  { store, document, sources }: StoredCheck,
): Promise<Finding[]> {
  const { id, config, seed, awaits } = entry.definition;
  const figure = store.read(id);
  if (!figure && awaits) return [{ what: `${id}: not recorded yet, ${awaits}`, problem: null }];
  if (!figure) return [{ what: `${id}: recorded`, problem: `there is no ${id}.json; run: npm run figures -- ${id}` }];
  const { provenance, data } = figure;
  const hash = await hashOf(data);
  const intact = hash === provenance.dataHash;
  const findings: Finding[] = [
    ...(awaits ? [{ what: `${id}: awaited`, problem: 'it is recorded: take awaits out of its definition' }] : []),
    {
      what: `${id}: data and its hash`,
      problem: intact ? null : `the data has the hash ${hash}, the record says ${provenance.dataHash}: it was edited`,
    },
    { what: `${id}: provenance`, problem: provenanceProblem(figure) },
    { what: `${id}: code`, problem: staleness(figure, await sources(id)) },
    {
      what: `${id}: setting`,
      problem: equal({ config, seed }, { config: figure.config, seed: figure.seed })
        ? null
        : 'config or seed differ from the definition: record again',
    },
  ];
  const description = await describe(entry, data);
  const stale = (Object.keys(description) as (keyof typeof description)[]).filter(
    (part) => !equal(description[part], figure[part]),
  );
  findings.push({
    what: `${id}: texts and numbers`,
    problem: stale.length === 0 ? null : `${stale.join(', ')} differ from what the data gives; run: ${redraw(id)}`,
  });
  for (const variant of variants) {
    const fresh = await pictureOf(entry, { data, variant, document: document() });
    const same = store.readPicture(id, variant.name) === fresh;
    findings.push({
      what: `${id}: ${variant.name} picture`,
      problem: same ? null : `${id}.${variant.name}.svg differs from a redraw of the data; run: ${redraw(id)}`,
    });
  }
  return findings;
}

/** Whether a new run agrees with the record, for each quantity that has a tolerance. */
export function checkAgreement(recorded: RecordedFigure, fresh: RecordedFigure): Finding[] {
  return compareQuantities(recorded.quantities, fresh.quantities).flatMap(({ quantity, own, agrees }) => {
    const { name, value, tolerance } = quantity;
    if (tolerance === null) return [];
    const allowed = `${tolerance.absolute} + ${tolerance.relative} of the value`;
    const problem = agrees ? null : `recorded ${value}, now ${own}; they may differ by ${allowed}`;
    return [{ what: `${recorded.id}.${name}`, problem }];
  });
}

/** Whether every figure and number that a page mentions was recorded with its origin. */
export function checkReferences(references: readonly Reference[], store: FigureStore): Finding[] {
  const shown = references.filter(({ waitsFor }) => waitsFor === undefined || store.read(waitsFor) !== null);
  return shown.map(({ file, line, figure: id, quantity }) => {
    const what = `${file}:${line} ${quantity === undefined ? id : `${id}.${quantity}`}`;
    const figure = store.read(id);
    if (!figure) return { what, problem: `there is no recorded figure "${id}"` };
    if (!figure.provenance?.dataHash) return { what, problem: `the recorded figure "${id}" has no provenance` };
    const known = quantity === undefined || figure.quantities.some(({ name }) => name === quantity);
    return { what, problem: known ? null : `the figure "${id}" has no quantity "${quantity}"` };
  });
}

function provenanceProblem({ id, provenance, confirmation }: RecordedFigure): string | null {
  const { commit, backend, adapter, packages, date, durationSeconds, dataHash } = provenance;
  const complete = commit && backend && adapter && packages && date && durationSeconds && dataHash;
  if (!complete) return 'a field is missing';
  if (commit.endsWith(uncommitted))
    return `recorded from code that was not committed; commit it and run: npm run figures -- ${id}`;
  if (confirmation?.commit.endsWith(uncommitted))
    return `confirmed by code that was not committed; commit it and run: npm run figures -- --confirm ${id}`;
  return null;
}

function equal(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function redraw(id: string): string {
  return `npm run figures -- --redraw ${id}`;
}

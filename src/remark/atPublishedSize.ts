import { readFileSync } from 'node:fs';
import type { Claim } from '../claims/claim.ts';
import type { JudgedClaim } from '../claims/judged.ts';
import { claims } from '../claims/registry.ts';
import type { Data } from '../experiments/at-published-size/compute.ts';
import { hoursOf, runsOf, stepsOf } from '../experiments/at-published-size/costs.ts';
import { definitions, labels, type PartName } from '../experiments/at-published-size/partIds.ts';
import type { ClaimAtSize, PartAtSize } from '../claims/atPublishedSize.ts';
import type { RecordedFigure } from '../lib/experiment.ts';
import { FigureStore } from '../lib/recording/store.ts';
import { runsSoFar } from './runsSoFar.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';

interface Places {
  /** Of the recorded figures. */
  readonly directory: string;
  readonly ledger: string;
  /** Of the runs of figures that are being recorded. */
  readonly recordings: string;
}

/**
 * Hands `<PublishedParts />` every part of the experiments at the published size, with what it takes and whether it is recorded,
 * `<PublishedRules />` the rules of their verdicts, `<RunsSoFar figure="…" />` the runs of a figure that has not all of them yet, and `<SmallSetting claims="…" />` those of the claims on which the small setting still decides.
 */
export default function atPublishedSize(places: Places) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'PublishedParts') attach(node, 'parts', partsAtSize(places));
      if (node.name === 'RunsSoFar') attach(node, 'runs', runsSoFar(places.recordings, literal(node, 'figure')));
      if (node.name === 'PublishedRules')
        attach(
          node,
          'rules',
          claims.flatMap((claim) => atSize(claim, places) ?? []),
        );
      if (node.name === 'SmallSetting') attach(node, 'open', stillSmall(literal(node, 'claims').split(' '), places));
    });
}

/** The claims that are not decided at the published size yet, and hours that their figures take. */
function stillSmall(ids: readonly string[], places: Places): { readonly titles: string[]; readonly hours: number } {
  const open = ids.map(find).filter((claim) => atSize(claim, places)!.verdict === undefined);
  const figures = new Set(open.flatMap(figuresOf));
  const missing = partsAtSize(places).filter(({ id, recorded }) => figures.has(id) && !recorded);
  return { titles: open.map(({ title }) => title), hours: missing.reduce((sum, { hours }) => sum + hours, 0) };
}

function find(id: string): Claim {
  const claim = claims.find((one) => one.id === id);
  if (!claim?.atSize) throw new Error(`no claim "${id}" has a test at the published size`);
  return claim;
}

export function partsAtSize(places: Places): PartAtSize[] {
  const store = new FigureStore(places.directory);
  const costs = store.read('at-published-size');
  if (!costs) throw new Error('what the parts take is not recorded; run: npm run figures -- at-published-size');
  return (costs.data as Data).parts.map((part) => {
    const { id } = definitions[part.name];
    const figure = store.read(id);
    const ended = figure ? undefined : runsSoFar(places.recordings, id)?.runs.length;
    return {
      ...{ id, label: labels[part.name], runs: runsOf(part), steps: stepsOf(part), hours: hoursOf(part) },
      ...(figure && { recorded: takenBy(figure) }),
      ...(ended !== undefined && { ended }),
    };
  });
}

function takenBy({ provenance: { date, processor } }: RecordedFigure): NonNullable<PartAtSize['recorded']> {
  return { date: date.slice(0, 10), ...(processor && { hours: processor.seconds / 3600 }) };
}

/** Figures that decide a claim at the published size. */
const figuresOf = ({ atSize: test }: Claim): string[] => [
  ...new Set(Object.values(test?.measures ?? {}).map((reference) => reference.split('.')[0]!)),
];

function atSize(claim: Claim, { directory, ledger }: Places): ClaimAtSize | null {
  const { id, title, atSize: test } = claim;
  if (!test) return null;
  const store = new FigureStore(directory);
  const isDecided = figuresOf(claim).every((figure) => store.read(figure) !== null);
  const judged = JSON.parse(readFileSync(ledger, 'utf8')) as readonly JudgedClaim[];
  const verdict = isDecided ? judged.find((one) => one.id === id)?.verdict : undefined;
  return { id, title, rule: test.rule, needs: figuresOf(claim).map(labelOf), ...(verdict && { verdict }) };
}

function labelOf(figure: string): string {
  const [name] = Object.entries(definitions).find(([, { id }]) => id === figure) ?? [];
  if (!name) throw new Error(`the figure "${figure}" is no part of what is run at the published size`);
  return labels[name as PartName];
}

import type { Session } from '@vla/kernels';
import type { Folder } from '@vla/kernels/tasks';
import type { ExperimentEntry, Progress, Provenance, Sources, Threads } from '../experiment.ts';
import { messageOf } from '../messageOf.ts';
import type { Finding } from './check.ts';
import { checkAgreement, checkReferences, checkStored } from './check.ts';
import { confirm } from './confirm.ts';
import { describe } from './describe.ts';
import { pictureOf, variants } from './picture.ts';
import { record, type MeteredProcessor, type RecordArguments, type TimedParts } from './record.ts';
import type { Reference } from './references.ts';
import type { FigureStore } from './store.ts';

/** Where the commands read, write, compute and report. */
export interface Workshop {
  readonly store: FigureStore;
  /** An empty document to draw in. */
  readonly document: () => Document;
  /** The session that computes an experiment; opened when first asked for. */
  readonly runtime: (entry: ExperimentEntry) => Promise<Session>;
  readonly code: () => Pick<Provenance, 'commit' | 'packages'>;
  /** The code that a figure depends on, as it is now. */
  readonly sources: (id: string) => Promise<Sources>;
  /** Parts of a figure that an interrupted recording by the same code has left. Default: none are kept. */
  readonly kept?: (id: string, sources: Sources) => TimedParts;
  /** The processor that computes. Default: it is not known. */
  readonly processor?: MeteredProcessor;
  /** Threads for the models that an experiment trains, where it is recorded on the processor. Default: none. */
  readonly threads?: (entry: ExperimentEntry) => Threads | undefined;
  /** Where the files are that a figure is made of. Default: there are none. */
  readonly folder?: (entry: ExperimentEntry) => Promise<Folder | undefined>;
  /** Shows the progress of one run until the returned function is called. */
  readonly watch: (id: string) => { readonly onProgress: (progress: Progress) => void; readonly end: () => void };
  readonly report: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

/** Computes a figure in its recorded setting and stores data and pictures. */
export function recordFigure(entry: ExperimentEntry, shop: Workshop): Promise<void> {
  return attempt(entry.definition.id, shop, async () => {
    const figure = await compute(entry, shop);
    shop.store.write(figure);
    await storePictures(entry, figure.data, shop);
  });
}

/** Writes again what follows from the stored data: texts, table, quantities, pictures. Computes nothing. */
export function redrawFigure(entry: ExperimentEntry, shop: Workshop): Promise<void> {
  return attempt(entry.definition.id, shop, async () => {
    const figure = shop.store.read(entry.definition.id);
    if (!figure) throw new Error('nothing is recorded to draw again');
    shop.store.write({ ...figure, ...(await describe(entry, figure.data)) });
    await storePictures(entry, figure.data, shop);
  });
}

/** Runs the trial of a figure with today's code and, where it finds the recorded numbers again, says so in the record. */
export function confirmFigure(entry: ExperimentEntry, shop: Workshop): Promise<void> {
  const { id } = entry.definition;
  return attempt(id, shop, async () => {
    const figure = shop.store.read(id);
    if (!figure) throw new Error(`nothing is recorded to confirm; run: npm run figures -- ${id}`);
    const confirmation = await running(entry, shop, (run) => confirm({ figure, ...run }));
    shop.store.write({ ...figure, confirmation });
  });
}

/** Checks what is stored for a figure, and computes it once more where that is quick. */
export async function checkFigure(entry: ExperimentEntry, shop: Workshop): Promise<void> {
  const { id, cost } = entry.definition;
  await attempt(`${id}: looked at`, shop, async () => (await checkStored(entry, shop)).forEach(shop.report));
  const recorded = shop.store.read(id);
  if (!recorded || cost !== 'quick') return;
  await attempt(`${id}: computed again`, shop, async () => {
    checkAgreement(recorded, await compute(entry, shop)).forEach(shop.report);
  });
}

/** Checks that pages and stored figures know each other and the experiments. */
export function checkWhole(known: readonly string[], references: readonly Reference[], shop: Workshop): void {
  for (const id of shop.store.ids().filter((one) => !known.includes(one))) {
    shop.report({ what: id, problem: 'it is recorded, but there is no such experiment' });
  }
  checkReferences(references, shop.store).forEach(shop.report);
}

const compute = (entry: ExperimentEntry, shop: Workshop) =>
  running(entry, shop, (run) => record({ ...run, kept: shop.kept?.(entry.definition.id, run.sources) }));

/** Does something that computes, with all it needs. */
async function running<Result>(
  entry: ExperimentEntry,
  { runtime, code, sources, threads, folder, processor, watch, signal }: Workshop,
  work: (run: RecordArguments) => Promise<Result>,
): Promise<Result> {
  const { id } = entry.definition;
  const before = await sources(id);
  const session = await runtime(entry);
  const { onProgress, end } = watch(id);
  try {
    return await work({
      ...{ entry, runtime: session, code: code(), sources: before, threads: threads?.(entry) },
      folder: await folder?.(entry),
      ...{ processor, onProgress, signal },
    });
  } finally {
    end();
  }
}

async function storePictures(entry: ExperimentEntry, data: unknown, { store, document }: Workshop): Promise<void> {
  for (const variant of variants) {
    const picture = await pictureOf(entry, { data, variant, document: document() });
    store.writePicture(entry.definition.id, variant.name, picture);
  }
}

async function attempt(what: string, { report }: Workshop, action: () => Promise<void>): Promise<void> {
  try {
    await action();
    report({ what, problem: null });
  } catch (error) {
    report({ what, problem: messageOf(error) });
  }
}

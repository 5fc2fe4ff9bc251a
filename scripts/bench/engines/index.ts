import { checkOf, quantilesOf, rowOf } from '@vla/kernels/bench';
import type { BenchRow, Side, SuiteResult } from '@vla/kernels/bench';
import { openNodeSession } from '@vla/kernels/node';
import type { Browser } from '../../browsers/browser.ts';
import { openBundle } from '../../browsers/bundle.ts';
import { figureTimes } from './figureTimes.ts';
import type { FigureTimes } from './figureTimes.ts';

/** Figures whose Run computes on the device for a fraction of a second and more. */
const FIGURES = ['jacobian-norm', 'penalty-evolution', 'penalty-gating', 'eigenvalues', 'survival'];

/** What figures show is rounded differently by two compilers of shaders. */
const ALLOWED = 1e-3;

/** A figure and the start of a browser take seconds, and a minute on a busy machine. */
const LIMIT = { seconds: 300 };

const NOTE =
  'Node has Chromium’s WebGPU, which in Chromium itself goes with SwiftShader only; Firefox has wgpu and Naga. Both on lavapipe.';

export interface EnginesOptions {
  readonly pairs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { fraction: number; message: string; remainingMilliseconds: number | null }) => void;
  /** Default: all of them. */
  readonly figures?: readonly string[];
}

/** F1: live figures in Firefox with WebGPU, against the same in the WebGPU of Chromium on the same driver. */
export async function enginesSuite({
  pairs,
  signal,
  onProgress,
  figures = FIGURES,
}: EnginesOptions): Promise<SuiteResult> {
  const session = await openNodeSession({ driver: 'lavapipe', forTensors: true });
  const node = figureTimes(session);
  const browser = await openBundle('firefox', { entry: new URL('page.ts', import.meta.url), webgpu: true });
  try {
    const firefox = await figuresIn(browser);
    const rows: BenchRow[] = [];
    const started = performance.now();
    for (const [index, id] of figures.entries()) {
      const fraction = index / figures.length;
      const elapsed = performance.now() - started;
      const remainingMilliseconds = index === 0 ? null : (elapsed / index) * (figures.length - index);
      onProgress({ fraction, message: `the figure ${id}`, remainingMilliseconds });
      rows.push(await figureRow(id, firefox, node, { pairs, signal }));
    }
    return { suite: 'engines', lane: 'F', adapter: session.adapter.label, rows, notes: [NOTE] };
  } finally {
    await browser.close();
  }
}

async function figuresIn(browser: Browser): Promise<FigureTimes> {
  await browser.evaluate('figures.open()', LIMIT);
  return {
    outcome: async (id) => (await browser.evaluate(`figures.outcome(${JSON.stringify(id)})`, LIMIT)) as number[],
    time: async (id, count) =>
      (await browser.evaluate(`figures.time(${JSON.stringify(id)}, ${count})`, LIMIT)) as number,
  };
}

/** The row of one figure. No time is taken where the two show other numbers. */
export async function figureRow(
  id: string,
  firefox: FigureTimes,
  node: FigureTimes,
  { pairs, signal }: Pick<EnginesOptions, 'pairs' | 'signal'>,
): Promise<BenchRow> {
  // The first runs compile the shaders, too.
  const [shown, expected] = [await firefox.outcome(id), await node.outcome(id)];
  const check = checkOf(Float32Array.from(shown), Float32Array.from(expected), ALLOWED);
  const times: (readonly [firefox: number, node: number])[] = [];
  for (let pair = 0; check.ok && pair < pairs; pair++) {
    signal.throwIfAborted();
    times.push([await firefox.time(id, 1), await node.time(id, 1)]);
  }
  return rowOf({
    lane: 'F',
    goal: 'F1',
    title: `the figure ${id}: Run in Firefox with WebGPU / the same in Node on the same driver`,
    shape: {},
    unit: 'times',
    value: times.length > 0 ? quantilesOf(times.map(([one, other]) => one / other)) : null,
    samples: times.length,
    sides:
      times.length > 0
        ? [
            sideOf(
              'Firefox',
              times.map(([one]) => one),
            ),
            sideOf(
              'Node',
              times.map(([, other]) => other),
            ),
          ]
        : [],
    check,
  });
}

function sideOf(label: string, times: readonly number[]): Side {
  return { label, form: null, milliseconds: quantilesOf(times).median, flops: null, gigaflopsPerSecond: null };
}

import type { AttentionArrays } from '../inputs.ts';
import { attentionArrays } from '../inputs.ts';
import { compare, sideOf } from '../compare.ts';
import type { Compared } from '../compare.ts';
import type { Contender } from '../contender.ts';
import { crossover } from '../fit.ts';
import type { GoalName } from '../goals.ts';
import { LAMBDA0, operatorContender, residentInputs } from '../operators.ts';
import { timePairs } from '../pairs.ts';
import type { Peer } from '../peer.ts';
import { checkAgainstReference } from '../referenceCheck.ts';
import { ratioRow, rowOf } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step, StepContext } from '../suite.ts';
import { tfjsSoftmaxContender } from '../tfjsContenders.ts';
import type { BenchRow, SuiteArguments, SuiteResult } from '../types.ts';

export interface PeerSizes {
  readonly D: number;
  /** For the delta rule of another library. */
  readonly delta: { readonly H: number; readonly T: number };
  /** For VLA written with another library; T in multiples of 64. */
  readonly framework: { readonly H: number; readonly T: number };
  /** Lengths over which VLA and softmax are compared. */
  readonly crossing: { readonly H: number; readonly lengths: readonly number[] };
  /** The longest that tfjs, which forms all T×T scores, is given. */
  readonly longestTfjsSoftmax: number;
}

export const PEER_SIZES: PeerSizes = {
  D: 64,
  delta: { H: 4, T: 512 },
  framework: { H: 4, T: 512 },
  crossing: { H: 4, lengths: [64, 128, 256, 512, 1024, 2048] },
  longestTfjsSoftmax: 512,
};

/** On a hardware GPU. On software, the delta rule of onnxruntime-web alone would take ten seconds a pass. */
export const PEER_SIZES_HARDWARE: PeerSizes = { ...PEER_SIZES, delta: { H: 8, T: 2048 } };

/** Other libraries, and softmax attention, against VLA and DeltaNet. */
export function peersSuite(args: SuiteArguments & { readonly sizes?: PeerSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? (args.session.adapter.software ? PEER_SIZES : PEER_SIZES_HARDWARE);
  const steps: Step[] = [
    { title: 'delta rule of other libraries', weight: 10, run: (context) => deltaRows(context, sizes) },
    { title: 'VLA written with other libraries', weight: 4, run: (context) => frameworkRows(context, sizes) },
    { title: 'crossover with our softmax', weight: 6, run: (context) => crossingRows(context, sizes, 'P4 flash') },
    { title: 'crossover with tfjs softmax', weight: 6, run: (context) => crossingRows(context, sizes, 'P4 tfjs') },
  ];
  return runSteps('peers', steps, args);
}

/** P3a and P3b: a peer's delta rule against our VLA and our DeltaNet; the latter must give the same output. */
async function deltaRows(context: StepContext, { D, delta: { H, T } }: PeerSizes): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress, peers } = context;
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const inputs = residentInputs(arrays);
  const shape = { H, T, D };
  const rows: BenchRow[] = [];
  const able = peers.filter(({ deltaRule }) => deltaRule);
  if (able.length === 0) context.note('P3a, P3b: no other library with a delta rule runs here');
  for (const { label, deltaRule } of able) {
    const peer = await deltaRule!(arrays);
    const deltaNet = operatorContender({ session, operator: 'deltanet', inputs });
    const same = await compare(peer, deltaNet, { pairs, signal, onProgress: (done) => onProgress(done / 2) });
    rows.push(ratioRow({ lane, goal: 'P3b', title: `${label} against our DeltaNet`, shape }, same));
    const vla = operatorContender({ session, operator: 'vla', inputs });
    const check = checkAgainstReference('vla', arrays, await vla.output());
    const compared = await timed(peer, vla, check, context);
    const note = 'different operators: VLA needs twice the operations; its output is checked against float64';
    rows.push(ratioRow({ lane, goal: 'P3a', title: `${label} against our VLA`, shape, note }, compared));
    peer.dispose();
  }
  inputs.dispose();
  return rows;
}

async function timed(
  first: Contender,
  second: Contender,
  check: Compared['check'],
  { pairs, signal }: StepContext,
): Promise<Compared> {
  if (!check.ok) return { check, times: null, sides: [] };
  const times = await timePairs(first, second, { pairs, signal });
  return { check, times, sides: [sideOf(first, times.first), sideOf(second, times.second)] };
}

/** VLA in chunks as one writes it with a general framework. */
async function frameworkRows(context: StepContext, { D, framework: { H, T } }: PeerSizes): Promise<BenchRow[]> {
  const { session, lane, pairs, seed, signal, onProgress } = context;
  const able = context.peers.filter((peer): peer is Peer & Required<Pick<Peer, 'vla'>> => peer.vla !== undefined);
  if (able.length === 0) context.note('VLA in a general framework: no such library runs here');
  const arrays = attentionArrays({ B: 1, H, T, D }, seed);
  const inputs = residentInputs(arrays);
  const rows: BenchRow[] = [];
  for (const { label, vla } of able) {
    const peer = await vla({ ...arrays, lambda0: LAMBDA0 });
    const kernel = operatorContender({ session, operator: 'vla', inputs });
    const compared = await compare(peer, kernel, { pairs, signal, onProgress });
    const title = `VLA in chunks with ${label} against VLA`;
    rows.push(ratioRow({ lane, goal: null, title, shape: { H, T, D } }, compared));
    peer.dispose();
  }
  inputs.dispose();
  return rows;
}

/** P4: the length from which on VLA is no slower than softmax attention: ours in tiles, or tfjs's operations. */
async function crossingRows(context: StepContext, sizes: PeerSizes, goal: GoalName): Promise<BenchRow[]> {
  const { lane, onProgress } = context;
  const { H } = sizes.crossing;
  const byTfjs = goal === 'P4 tfjs';
  const lengths = sizes.crossing.lengths.filter((T) => !byTfjs || T <= sizes.longestTfjsSoftmax);
  const rows: BenchRow[] = [];
  const total = lengths.reduce((sum, T) => sum + T, 0);
  let done = 0;
  for (const T of lengths) {
    const compared = await softmaxAgainstVla(context, { B: 1, H, T, D: sizes.D }, byTfjs);
    const title = `VLA against ${byTfjs ? 'tfjs softmax' : 'our softmax attention'}`;
    rows.push(ratioRow({ lane, goal: null, title, shape: { H, T, D: sizes.D } }, compared));
    done += T;
    onProgress(done / total);
  }
  // Time of VLA over time of softmax: falls with T, and crosses 1.
  const at = (pick: 'median' | 'p10' | 'p90'): number | null =>
    crossover(rows.map((row) => ({ x: row.shape['T']!, y: row[pick] ?? Infinity })));
  const [median, p10, p90] = [at('median'), at('p10'), at('p90')];
  const value = median === null ? null : { median, p10: p10 ?? lengths[0]!, p90: p90 ?? Infinity };
  const longest = lengths[lengths.length - 1]!;
  return [
    ...rows,
    rowOf({
      lane,
      goal,
      title: `length from which VLA is no slower than ${byTfjs ? 'tfjs softmax' : 'our softmax attention'}`,
      shape: { H, D: sizes.D },
      unit: 'tokens',
      value,
      samples: context.pairs,
      note: median === null ? `VLA is slower at every length up to ${longest}` : null,
    }),
  ];
}

async function softmaxAgainstVla(
  context: StepContext,
  extent: Pick<AttentionArrays, 'B' | 'H' | 'T' | 'D'>,
  byTfjs: boolean,
): Promise<Compared> {
  const { session, seed } = context;
  const arrays = attentionArrays(extent, seed);
  const inputs = residentInputs(arrays);
  const vla = operatorContender({ session, operator: 'vla', inputs });
  const softmax = byTfjs
    ? tfjsSoftmaxContender(session, inputs)
    : operatorContender({ session, operator: 'softmax', inputs });
  const checks = [
    checkAgainstReference('softmax', arrays, await softmax.output()),
    checkAgainstReference('vla', arrays, await vla.output()),
  ];
  const check = checks.find(({ ok }) => !ok) ?? checks[0]!;
  const compared = await timed(vla, softmax, check, context);
  softmax.dispose();
  inputs.dispose();
  return compared;
}

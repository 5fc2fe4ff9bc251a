import { isLlvmpipe } from '../src/runtime/adapter.ts';
import type { AdapterSummary } from '../src/runtime/types.ts';

/** What kind of program measures. */
export type Place = 'browser' | 'node';

/**
 * Where a number was measured: S, a browser on SwiftShader; L, Node on lavapipe; F, Firefox beside Node on lavapipe; G, a
 * hardware GPU; C, WebAssembly without a GPU, in Node or a browser. Other pairs are named in full, and the goals don't speak of them.
 */
export type Lane = 'S' | 'S (Node)' | 'L' | 'L (browser)' | 'F' | 'G' | 'C' | 'software';

export function laneOf(adapter: Pick<AdapterSummary, 'label' | 'software'>, place: Place): Lane {
  if (!adapter.software) return 'G';
  if (/swiftshader/i.test(adapter.label)) return place === 'browser' ? 'S' : 'S (Node)';
  if (isLlvmpipe(adapter)) return place === 'node' ? 'L' : 'L (browser)';
  return 'software';
}

/** The lane whose goals hold for a lane: the same driver in another program. */
export function goalLane(lane: Lane): 'S' | 'L' | 'G' | null {
  return lane === 'software' || lane === 'C' || lane === 'F' ? null : (lane[0] as 'S' | 'L' | 'G');
}

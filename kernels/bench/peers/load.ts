import { messageOf } from '../../src/errors.ts';
import { SUITES } from '../suites/index.ts';
import type { Peer } from '../peer.ts';
import type { DeviceSuiteName, SuiteArguments, SuiteResult } from '../types.ts';

export interface LoadedPeers {
  readonly peers: readonly Peer[];
  /** Which library does not run here, and why. */
  readonly notes: readonly string[];
}

/**
 * The other libraries, as far as they run here.
 *
 * @param jaxVersion of jax-js, which does not say it
 * @param wasmPaths see {@link onnxPeer}
 */
export async function loadPeers({
  jaxVersion,
  wasmPaths,
}: {
  jaxVersion: string;
  wasmPaths?: string;
}): Promise<LoadedPeers> {
  const peers: Peer[] = [];
  const notes: string[] = [];
  const load = async (name: string, open: () => Promise<Peer>): Promise<void> => {
    try {
      peers.push(await open());
    } catch (error) {
      notes.push(`${name} does not run here: ${messageOf(error)}`);
    }
  };
  await load('onnxruntime-web', async () => (await import('./onnx.ts')).onnxPeer(wasmPaths ? { wasmPaths } : {}));
  await load('jax-js', async () => (await import('./jax.ts')).jaxPeer(jaxVersion));
  return { peers, notes };
}

/** Runs a suite with other libraries; where they are what it is about, its notes say which are missing. */
export async function runWithPeers(
  suite: DeviceSuiteName,
  args: SuiteArguments,
  { peers, notes }: LoadedPeers,
): Promise<SuiteResult> {
  const result = await SUITES[suite]({ ...args, peers });
  return suite === 'peers' ? { ...result, notes: [...notes, ...result.notes] } : result;
}

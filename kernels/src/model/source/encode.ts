import { giveWeights } from '../../layers/source/weights.ts';
import type { SourceWeight } from '../../layers/source/weights.ts';
import type { HostTensor } from '../../tensor.ts';
import { encodeSafetensors } from '../safetensors.ts';

/** Our weights as a PyTorch file (safetensors), under the source's names. */
export function encodeSource(
  weights: readonly SourceWeight[],
  ours: Readonly<Record<string, HostTensor>>,
): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({ tensors: giveWeights(weights, ours), metadata: { format: 'pt' } });
}

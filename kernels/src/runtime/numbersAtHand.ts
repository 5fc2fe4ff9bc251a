import { engine } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What backends of a device keep of a tensor whose numbers have not been needed there yet. */
type Kept = ReadonlyMap<object, { readonly values?: ArrayLike<number> | null } | undefined>;

/** tfjs's backends: "webgpu" and "webgl" keep tensors in a map of these names. */
interface Owner {
  readonly tensorMap?: Kept;
  readonly texData?: Kept;
  readSync(dataId: object): ArrayLike<number>;
}

/** The numbers of a tensor that are in ordinary memory; null where they would have to be read from a device. */
export function numbersAtHand({ dataId }: TensorInfo): ArrayLike<number> | null {
  const owner = engine().state.tensorInfo.get(dataId)?.backend as unknown as Owner | undefined;
  if (!owner) return null;
  const onDevice = owner.tensorMap ?? owner.texData;
  return onDevice ? (onDevice.get(dataId)?.values ?? null) : owner.readSync(dataId);
}

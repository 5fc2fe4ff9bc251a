import type { DeviceTraits } from '../../../runtime/types.ts';
import { lanesFor } from '../../wgsl/subgroups.wgsl.ts';
import type { Lanes } from '../../wgsl/subgroups.wgsl.ts';
import type { VlaSizes } from '../problem.ts';

/** The subgroups that hold a head's A, one each; null where they do not. */
export function penaltyLanes({ D, T }: Pick<VlaSizes, 'D' | 'T'>, device: DeviceTraits): Lanes | null {
  return lanesFor(device, { numbers: (lanes) => Math.ceil(D / lanes) * D, steps: T });
}

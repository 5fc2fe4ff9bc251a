import { adapterInfoOf } from './adapter.ts';

/** Sizes that shaders are written for. */
const SMALLEST = 4;
const LARGEST = 64;

/**
 * Lanes of a subgroup on a device, where shaders may count on them: the device was made with the feature "subgroups", and
 * its adapter says that they are all of one size. Else null.
 */
export function subgroupSizeOf(device: Pick<GPUDevice, 'features' | 'adapterInfo'>): number | null {
  if (!device.features.has('subgroups')) return null;
  const { subgroupMinSize: size, subgroupMaxSize: largest } = adapterInfoOf(device as GPUDevice) ?? {};
  return size !== undefined && size === largest && size >= SMALLEST && size <= LARGEST ? size : null;
}

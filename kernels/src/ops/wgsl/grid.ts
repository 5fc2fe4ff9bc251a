import type { PassPlan } from '../../runtime/plan.ts';

/** Workgroups in one direction of a grid at most, on every device. */
export const LARGEST_GRID = 65535;

/** A grid of so many workgroups, in x and, where they are too many, in z; and `y` of each. Each finds itself by {@link GROUP}. */
export function gridOf(groups: number, y = 1): PassPlan['workgroups'] {
  return [Math.min(groups, LARGEST_GRID), y, Math.ceil(groups / LARGEST_GRID)];
}

/** WGSL: which workgroup of {@link gridOf} this is, of a `group: vec3<u32>`. The last ones may be more than were asked for. */
export const GROUP = `group.x + group.z * ${LARGEST_GRID}u`;

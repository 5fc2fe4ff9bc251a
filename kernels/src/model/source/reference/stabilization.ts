import type { SourceOptions } from '../../../layers/source/types.ts';
import type { Stabilization } from '../../../ops/vla/types.ts';

/** A class's nudge and floor, unless options say others. */
export function stabilization({ nudge, deltaFloor }: SourceOptions, usual: Required<Stabilization>): Stabilization {
  const { period, epsilon } = usual;
  const steps = nudge === undefined ? { period, epsilon } : (nudge ?? {});
  return { ...steps, deltaFloor: deltaFloor ?? usual.deltaFloor };
}

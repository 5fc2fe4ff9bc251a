import { DeviceError } from '../errors.ts';
import { CANARY_WORDS } from './guards.ts';
import type { KernelPlan } from './plan.ts';

export type PlanLimits = Pick<
  GPUSupportedLimits,
  | 'maxComputeWorkgroupStorageSize'
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupSizeX'
  | 'maxStorageBuffersPerShaderStage'
  | 'maxStorageBufferBindingSize'
  | 'maxBufferSize'
  | 'maxComputeWorkgroupsPerDimension'
>;

/** What every WebGPU device guarantees. */
export const DEFAULT_LIMITS: PlanLimits = {
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 134217728,
  maxBufferSize: 268435456,
  maxComputeWorkgroupsPerDimension: 65535,
};

/** Private memory of an invocation in bytes, as WGSL guarantees it. */
export const PRIVATE_BYTES = 8192;

/** Bytes a plan's buffer takes on the device, canary included. */
export function bufferBytes(buffer: { readonly words: number }): number {
  return (buffer.words + CANARY_WORDS) * 4;
}

/** Throws DeviceError('limit') naming the first limit the plan exceeds, what it wants and what there is. */
export function checkLimits(plan: KernelPlan, limits: PlanLimits): void {
  const demand = (limit: keyof PlanLimits, wanted: number, what: string) => {
    const available = limits[limit] as number;
    if (wanted > available)
      throw new DeviceError(
        'limit',
        `${plan.name}: ${what} needs ${limit} = ${wanted}, and this device has ${available}. Use a smaller problem.`,
      );
  };
  demand('maxComputeWorkgroupStorageSize', plan.workgroupBytes, 'workgroup memory');
  demand('maxComputeInvocationsPerWorkgroup', plan.workgroupSize, 'a workgroup');
  demand('maxComputeWorkgroupSizeX', plan.workgroupSize, 'a workgroup');
  for (const buffer of plan.buffers) {
    demand('maxStorageBufferBindingSize', bufferBytes(buffer), `buffer "${buffer.name}"`);
    demand('maxBufferSize', bufferBytes(buffer), `buffer "${buffer.name}"`);
  }
  for (const pass of plan.passes) {
    demand('maxStorageBuffersPerShaderStage', pass.bindings.length, `pass "${pass.label}"`);
    demand('maxComputeWorkgroupsPerDimension', Math.max(...pass.workgroups), `pass "${pass.label}"`);
  }
}

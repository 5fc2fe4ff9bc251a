/**
 * Device jobs as plain data, before anything touches a device: WGSL texts, buffers and passes, to be read, changed and executed.
 *
 * @module @vla/kernels/plans
 */
export { deltaNetPlan } from './ops/deltanet/plan.ts';
export { linearAttentionRecurrentPlan } from './ops/linear/plan.ts';
export type { AttentionSizes } from './ops/validation/axes.ts';
export { DEFAULT_LIMITS } from './runtime/limits.ts';
export type { PlanLimits } from './runtime/limits.ts';
export type { BufferPlan, KernelPlan, PackedSettings, PassPlan } from './runtime/plan.ts';
export { read, shader, written } from './runtime/shader.ts';
export type { DeviceTraits } from './runtime/types.ts';
export type {
  Settings,
  SettingTypes,
  Shader,
  ShaderBuffer,
  ShaderDeclaration,
  ShaderElement,
  PassArguments,
} from './runtime/shader.ts';

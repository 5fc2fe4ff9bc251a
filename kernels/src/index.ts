/**
 * Variational Linear Attention and its baselines, on CPU and WebGPU.
 *
 * @module @vla/kernels
 */
export { ArgumentError, DeviceError } from './errors.ts';
export type { DeviceFault } from './errors.ts';
export type {
  DecodeAndRead,
  DecodeOnDevice,
  Decoded,
  DecodeOptions,
  Decoder,
  KeptOutput,
  OutputOnDevice,
  Undelivered,
} from './ops/call/decoder.ts';
export { deltaNet, deltaNetGradient, openDeltaNetDecoder } from './ops/deltanet/index.ts';
export type { DeltaNetDecodeState, DeltaNetDecoder, DeltaNetToken } from './ops/deltanet/index.ts';
export { openGatedDeltaDecoder } from './ops/gatedDelta/decode.ts';
export type { GatedDeltaDecodeState, GatedDeltaDecodeToken, GatedDeltaDecoder } from './ops/gatedDelta/decode.ts';
export { gatedDeltaGradient } from './ops/gatedDelta/gradient.ts';
export { gatedDelta } from './ops/gatedDelta/index.ts';
export type {
  GatedDeltaGradientInputs,
  GatedDeltaGradients,
  GatedDeltaInputs,
  GatedDeltaOptions,
  GatedDeltaResult,
} from './ops/gatedDelta/types.ts';
export { linearAttention, linearAttentionGradient, openLinearAttentionDecoder } from './ops/linear/index.ts';
export type { LinearAttentionDecodeState, LinearAttentionDecoder, LinearAttentionToken } from './ops/linear/index.ts';
export { softmaxAttention, softmaxAttentionGradient } from './ops/softmax/index.ts';
export { decodeStep, openVlaDecoder } from './ops/vla/decode/decoder.ts';
export type {
  VlaDecodeOptions,
  VlaDecodeSizes,
  VlaDecodeState,
  VlaDecodeToken,
  VlaDecoder,
} from './ops/vla/decode/decoder.ts';
export { vla, vlaGradient } from './ops/vla/index.ts';
export type { VlaSizes } from './ops/vla/problem.ts';
export type {
  DeltaNetGradientInputs,
  DeltaNetGradients,
  DeltaNetInputs,
  DeltaNetResult,
} from './ops/deltanet/types.ts';
export type {
  LinearAttentionGradientInputs,
  LinearAttentionGradients,
  LinearAttentionInputs,
  LinearAttentionOptions,
  LinearAttentionResult,
} from './ops/linear/types.ts';
export type { ArrayOf, Given, Ranks, TensorResult } from './ops/call/givenTypes.ts';
export type { RunOptions } from './ops/operator.ts';
export type { AttentionSizes } from './ops/validation/axes.ts';
export type {
  SoftmaxAttentionGradientInputs,
  SoftmaxAttentionGradients,
  SoftmaxAttentionInputs,
  SoftmaxAttentionOptions,
  SoftmaxAttentionResult,
} from './ops/softmax/types.ts';
export type {
  Stabilization,
  VlaGradientInputs,
  VlaGradients,
  VlaInputs,
  VlaKeptResult,
  VlaOptions,
  VlaResult,
  VlaResultOf,
} from './ops/vla/types.ts';
export { lastingSession, openSession, sharedSession } from './runtime/session.ts';
export type {
  ExecuteOptions,
  Execution,
  Float32Session,
  HostSession,
  Readback,
  Repeated,
  Run,
  Session,
  SessionOf,
  SessionOptions,
  Submission,
  WebGpuSession,
} from './runtime/session.ts';
export type { KeptBuffer, KeptBuffers } from './runtime/keptBuffer.ts';
export type { KeptOutputs, OutputSlots } from './runtime/keptOutputs.ts';
export type { BufferLedger, DeviceMemory } from './runtime/memory.ts';
export type { BufferPlan, KernelPlan } from './runtime/plan.ts';
export type { RunOutputs } from './runtime/readBack.ts';
export type { SubmitOptions } from './runtime/repeatedJob.ts';
export type { AdapterSummary, Backend, Form, HostBackend, NumbersOf, RunReport } from './runtime/types.ts';
export { loadWasm } from './runtime/wasm/module.ts';
export { watchWasm } from './runtime/wasm/watch.ts';
export type { ComputedIn } from './runtime/wasm/watch.ts';
export { elementCount } from './tensor.ts';
export type { HostNumbers, HostTensor } from './tensor.ts';
